-- In: component (of articles, numbered in copied), merge_queue, fresh_article. Out: article.story_id, the article_id of
-- the story's earliest article; merge_queue grows by the articles whose story_id changed.

CREATE OR REPLACE TEMP TABLE named_story AS
    WITH member AS (
        SELECT article_id, coalesce(component.root::VARCHAR, article_id) AS root, published
        FROM article
        LEFT JOIN copied USING (article_id)
        LEFT JOIN component ON component.node = copied.n
        WHERE component.node IS NOT NULL
            OR article_id IN (FROM merge_queue)
            OR article_id IN (FROM fresh_article)
    )
    SELECT
        article_id,
        first(article_id) OVER (PARTITION BY root ORDER BY published NULLS LAST, article_id) AS story_id
    FROM member;

CREATE OR REPLACE TEMP TABLE renamed_story AS
    SELECT article_id, named_story.story_id
    FROM named_story
    JOIN article USING (article_id)
    WHERE article.story_id IS DISTINCT FROM named_story.story_id;

UPDATE article SET story_id = renamed_story.story_id
FROM renamed_story
WHERE article.article_id = renamed_story.article_id;

INSERT INTO merge_queue SELECT article_id FROM renamed_story WHERE article_id NOT IN (FROM merge_queue);
