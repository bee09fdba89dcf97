-- What rules.sql leaves to SQLite.
WITH document(source, owner, body) AS (
  SELECT 'widgets', id, "widgetConfig" FROM "userDashboardPreferences"
  UNION ALL SELECT 'layout', id, config FROM dashboard_widget_layouts WHERE config IS NOT NULL
  UNION ALL SELECT 'conditions', id, conditions FROM pricing_rules
  UNION ALL SELECT 'profile', id, rules FROM pricing_profiles
  UNION ALL SELECT 'items', id, items FROM orders
),
kind_name(raw, kind) AS (
  VALUES ('true', 'boolean'), ('false', 'boolean'), ('integer', 'number'), ('real', 'number'),
    ('text', 'string'), ('array', 'array'), ('object', 'object'), ('null', 'null')
),
document_kind(source, owner, kind) AS (
  SELECT source, owner,
    CASE WHEN json_valid(body)
      THEN (SELECT kind FROM kind_name WHERE raw = json_type(body)) ELSE 'invalid' END
  FROM document
),
element(source, owner, place, kind, body) AS (
  SELECT d.source, d.owner, e.key + 1, (SELECT kind FROM kind_name WHERE raw = e.type), e.value
  FROM document AS d, json_each(d.body) AS e
  WHERE (d.source, d.owner) IN (
    SELECT source, owner FROM document_kind WHERE kind = 'array')
),
object(source, owner, place, body) AS (
  SELECT source, owner, place, body FROM element WHERE kind = 'object'
  UNION ALL
  SELECT d.source, d.owner, 0, d.body
  FROM document AS d JOIN document_kind AS k ON k.source = d.source AND k.owner = d.owner
  WHERE k.kind = 'object'
),
member(source, owner, place, name, kind, value) AS (
  SELECT o.source, o.owner, o.place, m.key,
    (SELECT kind FROM kind_name WHERE raw = m.type), CAST(m.value AS text)
  FROM object AS o, json_each(o.body) AS m
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
  SELECT order_id, date(due), date(created, '+' || days || ' days'),
    date(confirmed, '+' || days || ' days')
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
  SELECT source, owner FROM quantity
  WHERE typeof(value) <> 'text' OR value GLOB '*[^0-9.-]*' OR value GLOB '?*-*'
    OR value GLOB '*.*.*' OR value NOT GLOB '*[0-9]' OR ltrim(value, '-') GLOB '.*'
),
time_cell(source, owner, value) AS (
  SELECT 'users.createdAt', id, "createdAt" FROM users
  UNION ALL SELECT 'orders.created_at', id, created_at FROM orders
  UNION ALL SELECT 'orders.packed_at', id, packed_at FROM orders
  UNION ALL SELECT 'orders.shipped_at', id, shipped_at FROM orders
  UNION ALL SELECT 'batches.createdAt', id, "createdAt" FROM batches
  UNION ALL SELECT 'clients.created_at', id, created_at FROM clients
  UNION ALL SELECT 'todo_lists.created_at', id, created_at FROM todo_lists
  UNION ALL SELECT 'todo_list_members.added_at', id, added_at FROM todo_list_members
  UNION ALL SELECT 'todo_tasks.created_at', id, created_at FROM todo_tasks
  UNION ALL SELECT 'todo_tasks.completed_at', id, completed_at FROM todo_tasks
  UNION ALL SELECT 'todo_tasks.updated_at', id, updated_at FROM todo_tasks
  UNION ALL SELECT 'todo_tasks.due_date', id, due_date FROM todo_tasks
  UNION ALL SELECT 'todo_task_activity.created_at', id, created_at FROM todo_task_activity
  UNION ALL SELECT 'comments.created_at', id, created_at FROM comments
  UNION ALL SELECT 'comments.resolved_at', id, resolved_at FROM comments
  UNION ALL SELECT 'comments.updated_at', id, updated_at FROM comments
  UNION ALL SELECT 'comment_mentions.created_at', id, created_at FROM comment_mentions
  UNION ALL SELECT 'inventoryMovements.createdAt', id, "createdAt" FROM "inventoryMovements"
  UNION ALL SELECT 'order_status_history.changed_at', id, changed_at FROM order_status_history
),
odd_time(source, owner) AS (
  SELECT source, owner FROM time_cell
  WHERE value IS NOT NULL
    AND (datetime(value) IS NULL OR value <> datetime(value))
)
