-- What rules.sql leaves to PostgreSQL.
WITH document(source, owner, body) AS (
  SELECT 'widgets', id, "widgetConfig" FROM "userDashboardPreferences"
  UNION ALL SELECT 'layout', id, config FROM dashboard_widget_layouts WHERE config IS NOT NULL
  UNION ALL SELECT 'conditions', id, conditions FROM pricing_rules
  UNION ALL SELECT 'profile', id, rules FROM pricing_profiles
  UNION ALL SELECT 'items', id, items FROM orders
),
document_kind(source, owner, kind) AS (
  SELECT source, owner, jsonb_typeof(body) FROM document
),
element(source, owner, place, kind, body) AS (
  SELECT d.source, d.owner, e.place, jsonb_typeof(e.body), e.body
  FROM document AS d,
    jsonb_array_elements(CASE jsonb_typeof(d.body) WHEN 'array' THEN d.body ELSE '[]' END)
      WITH ORDINALITY AS e (body, place)
),
object(source, owner, place, body) AS (
  SELECT source, owner, place, body FROM element WHERE kind = 'object'
  UNION ALL
  SELECT source, owner, 0, body FROM document WHERE jsonb_typeof(body) = 'object'
),
member(source, owner, place, name, kind, value) AS (
  SELECT o.source, o.owner, o.place, m.name, jsonb_typeof(m.body), m.body #>> '{}'
  FROM object AS o,
    jsonb_each(CASE jsonb_typeof(o.body) WHEN 'object' THEN o.body ELSE '{}' END)
      AS m (name, body)
),
anchor(comment_id, type, target) AS (
  SELECT id, commentable_type, commentable_id FROM comments
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
  SELECT order_id, due, created::date + days, confirmed::date + days FROM term
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
  SELECT source, owner FROM quantity WHERE value !~ '^-?[0-9]+([.][0-9]+)?$'
),
odd_time(source, owner) AS (
  SELECT '', 0 WHERE false
)
