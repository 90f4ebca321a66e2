from django.urls import URLPattern, path

from pledges.views import papers

urlpatterns: list[URLPattern] = [
    path("pledges/<int:pk>/letter.docx", papers.letter_docx, name="letter_docx"),
    path("pledges/<int:pk>/letter.pdf", papers.letter_pdf, name="letter_pdf"),
    path("pledges/cycles/<int:pk>/ledger.xlsx", papers.ledger_xlsx, name="ledger_xlsx"),
    path("pledges/cycles/<int:pk>/results/", papers.results, name="results"),
]
