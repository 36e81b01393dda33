-- In: read_article; parameter step. How many articles were published in each step.

SELECT date_trunc($step, published_on)::DATE AS start, count(*) AS number
FROM read_article WHERE published_on IS NOT NULL
GROUP BY ALL ORDER BY ALL;
