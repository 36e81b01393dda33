-- In: new_link, kept_link, component. Out: mention_link with the new links, and with the component of all.

INSERT INTO mention_link BY NAME
    SELECT new_link.* EXCLUDE (a, b), root AS component
    FROM new_link
    JOIN component ON node = a;

UPDATE mention_link SET component = grown.root
FROM (
    SELECT link, root FROM kept_link JOIN component ON node = a WHERE root <> kept_link.component
) grown
WHERE mention_link.rowid = grown.link;
