-- What rules.sql leaves to MariaDB.
WITH document(source, owner, body) AS (
  SELECT 'widgets', id, "widgetConfig" FROM "userDashboardPreferences"
  UNION ALL SELECT 'layout', id, config FROM dashboard_widget_layouts WHERE config IS NOT NULL
  UNION ALL SELECT 'conditions', id, conditions FROM pricing_rules
  UNION ALL SELECT 'profile', id, rules FROM pricing_profiles
  UNION ALL SELECT 'items', id, items FROM orders
),
document_kind(source, owner, kind) AS (
  SELECT source, owner,
    CASE WHEN json_valid(body) THEN lower(json_type(body)) ELSE 'invalid' END
  FROM document
),
element(source, owner, place, kind, body) AS (
  SELECT d.source, d.owner, e.place,
    CASE json_type(json_extract(d.body, concat('$[', e.place - 1, ']')))
      WHEN 'INTEGER' THEN 'number' WHEN 'DOUBLE' THEN 'number'
      ELSE lower(json_type(json_extract(d.body, concat('$[', e.place - 1, ']')))) END,
    json_extract(d.body, concat('$[', e.place - 1, ']'))
  FROM document AS d,
    json_table(CASE WHEN json_type(d.body) = 'ARRAY' THEN d.body ELSE '[]' END,
      '$[*]' COLUMNS (place FOR ORDINALITY)) AS e
),
object(source, owner, place, body) AS (
  SELECT source, owner, place, body FROM element WHERE kind = 'object'
  UNION ALL
  SELECT source, owner, 0, body FROM document WHERE json_type(body) = 'OBJECT'
),
member(source, owner, place, name, kind, value) AS (
  SELECT o.source, o.owner, o.place, m.name,
    CASE json_type(json_extract(o.body, concat('$."', m.name, '"')))
      WHEN 'INTEGER' THEN 'number' WHEN 'DOUBLE' THEN 'number'
      ELSE lower(json_type(json_extract(o.body, concat('$."', m.name, '"')))) END,
    json_unquote(json_extract(o.body, concat('$."', m.name, '"')))
  FROM object AS o,
    json_table(json_keys(o.body), '$[*]' COLUMNS (name varchar(200) PATH '$')) AS m
),
anchor(comment_id, type, target) AS (
  SELECT id, commentable_type COLLATE utf8mb4_bin, commentable_id FROM comments
),
term(order_id, days, due, created, confirmed) AS (
  SELECT id,
    CASE "paymentTerms" WHEN 'COD' THEN 0 WHEN 'NET_7' THEN 7 WHEN 'NET_15' THEN 15
      WHEN 'PARTIAL' THEN 15 WHEN 'NET_30' THEN 30 END,
    due_date, created_at, confirmed_at
  FROM orders
  WHERE due_date IS NOT NULL AND "paymentTerms" <> 'CONSIGNMENT'
),
due(order_id, due, from_created, from_confirmed) AS (
  SELECT order_id, due, date(created) + INTERVAL days DAY, date(confirmed) + INTERVAL days DAY
  FROM term
),
quantity(source, owner, value) AS (
  SELECT 'movement', id, "quantityChange" FROM "inventoryMovements"
  UNION ALL SELECT 'movement', id, "quantityBefore" FROM "inventoryMovements"
  UNION ALL SELECT 'movement', id, "quantityAfter" FROM "inventoryMovements"
  UNION ALL SELECT 'batch', id, "onHandQty" FROM batches
  UNION ALL SELECT 'batch', id, "sampleQty" FROM batches
  UNION ALL SELECT 'batch', id, "reservedQty" FROM batches
  UNION ALL SELECT 'batch', id, "quarantineQty" FROM batches
  UNION ALL SELECT 'batch', id, "holdQty" FROM batches
  UNION ALL SELECT 'batch', id, "defectiveQty" FROM batches
),
not_decimal(source, owner) AS (
  SELECT source, owner FROM quantity WHERE value NOT REGEXP '^-?[0-9]+([.][0-9]+)?$'
),
odd_time(source, owner) AS (
  SELECT '', 0 FROM users WHERE false
)
