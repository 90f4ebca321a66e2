-- Fills the rows of a month end in one statement, with the rules written a second time in SQL. It exists only to be
-- measured against: no fingerprint, no audit entry, no run, default settings.
WITH inspected AS (
    SELECT post_id, count(*)::int AS n, sum(score)::bigint AS total, min(score) AS worst,
        sum(enforcement)::bigint AS e, sum(presence)::bigint AS p, sum(appearance)::bigint AS a, sum(style)::bigint AS s
    FROM dutyposts_inspection WHERE month = '2026-10' AND status = 'submitted' GROUP BY post_id
), happened AS (
    SELECT post_id, sum(points * count) FILTER (WHERE kind = 'event')::bigint AS events,
        sum(points * count) FILTER (WHERE kind = 'bonus')::bigint AS bonus, bool_or(kind = 'veto') AS vetoed
    FROM dutyposts_event
    WHERE month = '2026-10' AND voided_at IS NULL AND (kind <> 'bonus' OR approved_by_id IS NOT NULL) GROUP BY post_id
), grave AS (
    SELECT post_id, sum(count)::int AS serious FROM dutyposts_finding f JOIN dutyposts_inspection i ON i.id = f.inspection_id
    WHERE month = '2026-10' AND status = 'submitted' AND points >= 500 GROUP BY post_id
), summed AS MATERIALIZED (
    SELECT post.id, post.code, post.name, post.brigade_id, post.unit_id, unit.name AS unit_name, coalesce(n, 0) AS n,
        coalesce(total, 0) AS total, worst, coalesce(e, 0) AS e, coalesce(p, 0) AS p, coalesce(a, 0) AS a, coalesce(s, 0) AS s,
        least(2000, coalesce(events, 0)) AS events, least(500, coalesce(bonus, 0)) AS bonus, coalesce(vetoed, false) AS vetoed,
        coalesce(serious, 0) AS serious,
        least(DATE '2026-10-31', coalesce(post.closed_on, DATE '2026-10-31')) - greatest(DATE '2026-10-01', post.opened_on) + 1 AS days,
        coalesce((SELECT value FROM dutyposts_postdifficulty WHERE post_id = post.id AND from_month <= '2026-10'
            ORDER BY from_month DESC LIMIT 1), 100) AS difficulty
    FROM dutyposts_dutypost post JOIN organization_unit unit ON unit.id = post.unit_id
        LEFT JOIN inspected ON inspected.post_id = post.id LEFT JOIN happened ON happened.post_id = post.id
        LEFT JOIN grave ON grave.post_id = post.id
    WHERE post.opened_on <= '2026-10-31' AND (post.closed_on IS NULL OR post.closed_on >= '2026-10-01')
), scored AS MATERIALIZED (
    SELECT *, CASE WHEN n > 0 THEN (2 * total + n) / (2 * n) END AS mean,
        CASE WHEN n > 0 THEN greatest(0, least(10500, (2 * (10000 * n * difficulty - (10000 * n - total) * 100) + n * difficulty)
            / (2 * n * difficulty) - events + bonus)) END AS score,
        CASE WHEN vetoed THEN 'veto' WHEN n < 4 THEN 'too_few_inspections' WHEN days < 15 THEN 'too_few_days' ELSE '' END AS reason
    FROM summed
), placed AS MATERIALIZED (
    SELECT *, rank() OVER w AS place,
        CASE WHEN lead(id) OVER o IS NULL THEN '' WHEN score <> lead(score) OVER o THEN 'score'
            WHEN serious <> lead(serious) OVER o THEN 'serious'
            WHEN e * lead(n) OVER o <> lead(e) OVER o * n THEN 'enforcement'
            WHEN p * lead(n) OVER o <> lead(p) OVER o * n THEN 'presence'
            WHEN a * lead(n) OVER o <> lead(a) OVER o * n THEN 'appearance'
            WHEN s * lead(n) OVER o <> lead(s) OVER o * n THEN 'style'
            WHEN worst <> lead(worst) OVER o THEN 'worst' ELSE 'shared' END AS decider
    FROM scored
    WINDOW w AS (PARTITION BY brigade_id, reason = '' ORDER BY score DESC, serious, e / greatest(n, 1)::numeric DESC,
            p / greatest(n, 1)::numeric DESC, a / greatest(n, 1)::numeric DESC, s / greatest(n, 1)::numeric DESC, worst DESC),
        o AS (PARTITION BY brigade_id, reason = '' ORDER BY score DESC, serious, e / greatest(n, 1)::numeric DESC,
            p / greatest(n, 1)::numeric DESC, a / greatest(n, 1)::numeric DESC, s / greatest(n, 1)::numeric DESC, worst DESC, code)
), rankings AS (
    INSERT INTO dutyposts_ranking (brigade_id, month, version, is_latest, state, standard_id, settings, digest, computed_at,
        document_number, review_meeting)
    SELECT DISTINCT brigade_id, '2026-10', 1, true, 'computed', (SELECT id FROM dutyposts_standard), '{}'::jsonb, '', now(), '', ''
    FROM placed RETURNING id, brigade_id
)
INSERT INTO dutyposts_postscore (ranking_id, post_id, post_code, post_name, unit_id, unit_name, rank, unranked_reason, decided_by,
    wins_flag, score, mean, worst, events, bonus, inspections, score_sum, serious, days, difficulty, enforcement_sum,
    presence_sum, appearance_sum, style_sum)
SELECT rankings.id, placed.id, code, name, unit_id, unit_name, CASE WHEN reason = '' THEN place END, reason,
    CASE WHEN reason = '' THEN decider ELSE '' END, reason = '' AND place <= 3 AND score >= 8500, score, mean, worst, events, bonus,
    n, total, serious, days, difficulty, e, p, a, s
FROM placed JOIN rankings USING (brigade_id)
