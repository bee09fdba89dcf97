-- What the TERP application expects of its data, one statement a rule, each counting violations.
--
-- Written without seedbed and against the declared schema. The dialect is the one that SQLite,
-- PostgreSQL and MariaDB (sql_mode ANSI_QUOTES, PIPES_AS_CONCAT) share; what they do not share
-- (JSON, dates, patterns) is in prelude/<engine>.sql, a WITH clause put before every statement:
--   document_kind(source, owner, kind)               each JSON document: array, object, ...
--   element(source, owner, place, kind)              each element of those that are arrays
--   member(source, owner, place, name, kind, value)  each member of objects; place 0: the document
--   anchor(comment_id, type, target)                 what a comment stands on, in exact spelling
--   due(order_id, due, from_created, from_confirmed) due dates as stored, and as the terms say
--   not_decimal(source, owner)                       quantities that are not decimal numbers
--   odd_time(source, owner)                          times that do not sort as text (SQLite only)
-- Sources: widgets, layout, conditions, profile, items.

-- ---- todos ---------------------------------------------------------------------------------

SELECT 'todos: a done task is completed, when and by whom' AS rule, count(*) AS violations
FROM todo_tasks
WHERE status = 'done'
  AND (NOT is_completed OR completed_at IS NULL OR completed_by IS NULL);

SELECT 'todos: only a done task is completed' AS rule, count(*) AS violations
FROM todo_tasks
WHERE status <> 'done'
  AND (is_completed OR completed_at IS NOT NULL OR completed_by IS NOT NULL);

SELECT 'todos: a user is a member of a list once' AS rule, count(*) AS violations
FROM (
  SELECT list_id, user_id FROM todo_list_members GROUP BY list_id, user_id HAVING count(*) > 1
) AS doubled;

SELECT 'todos: only the owner has the role of owner' AS rule, count(*) AS violations
FROM todo_list_members AS m JOIN todo_lists AS l ON l.id = m.list_id
WHERE m.role = 'owner' AND m.user_id <> l.owner_id;

SELECT 'todos: only shared lists have members beside the owner' AS rule, count(*) AS violations
FROM todo_list_members AS m JOIN todo_lists AS l ON l.id = m.list_id
WHERE NOT l.is_shared AND m.user_id <> l.owner_id;

SELECT 'todos: a shared list has a member beside the owner' AS rule, count(*) AS violations
FROM todo_lists AS l
WHERE l.is_shared
  AND NOT EXISTS (
    SELECT 1 FROM todo_list_members AS m WHERE m.list_id = l.id AND m.user_id <> l.owner_id
  );

SELECT 'todos: nobody joins a list before it exists' AS rule, count(*) AS violations
FROM todo_list_members AS m JOIN todo_lists AS l ON l.id = m.list_id
WHERE m.added_at < l.created_at;

SELECT 'todos: the assignee is the owner or a member' AS rule, count(*) AS violations
FROM todo_tasks AS t JOIN todo_lists AS l ON l.id = t.list_id
WHERE t.assigned_to IS NOT NULL AND t.assigned_to <> l.owner_id
  AND NOT EXISTS (
    SELECT 1 FROM todo_list_members AS m
    WHERE m.list_id = t.list_id AND m.user_id = t.assigned_to
  );

SELECT 'todos: who completed a task is the owner or a member' AS rule, count(*) AS violations
FROM todo_tasks AS t JOIN todo_lists AS l ON l.id = t.list_id
WHERE t.completed_by IS NOT NULL AND t.completed_by <> l.owner_id
  AND NOT EXISTS (
    SELECT 1 FROM todo_list_members AS m
    WHERE m.list_id = t.list_id AND m.user_id = t.completed_by
  );

SELECT 'todos: who created a task is the owner or a member' AS rule, count(*) AS violations
FROM todo_tasks AS t JOIN todo_lists AS l ON l.id = t.list_id
WHERE t.created_by <> l.owner_id
  AND NOT EXISTS (
    SELECT 1 FROM todo_list_members AS m
    WHERE m.list_id = t.list_id AND m.user_id = t.created_by
  );

SELECT 'todos: positions order the tasks of a list' AS rule, count(*) AS violations
FROM (
  SELECT list_id FROM todo_tasks GROUP BY list_id, position HAVING count(*) > 1 OR position < 0
) AS unordered;

SELECT 'todos: created, then completed, then last updated' AS rule, count(*) AS violations
FROM todo_tasks
WHERE completed_at < created_at OR updated_at < completed_at OR updated_at < created_at;

SELECT 'todos: no task is older than its list' AS rule, count(*) AS violations
FROM todo_tasks AS t JOIN todo_lists AS l ON l.id = t.list_id
WHERE t.created_at < l.created_at;

SELECT 'todos: the activity of a task starts with created' AS rule, count(*) AS violations
FROM todo_tasks AS t
LEFT JOIN (
  SELECT task_id, action, row_number() OVER (PARTITION BY task_id ORDER BY created_at, id) AS n
  FROM todo_task_activity
) AS a ON a.task_id = t.id AND a.n = 1
WHERE a.action IS NULL OR a.action <> 'created';

SELECT 'todos: a task is created once' AS rule, count(*) AS violations
FROM (
  SELECT task_id FROM todo_task_activity
  WHERE action = 'created' GROUP BY task_id HAVING count(*) > 1
) AS again;

SELECT 'todos: no activity before its task' AS rule, count(*) AS violations
FROM todo_task_activity AS a JOIN todo_tasks AS t ON t.id = a.task_id
WHERE a.created_at < t.created_at;

SELECT 'todos: a change of status says from what to what' AS rule, count(*) AS violations
FROM todo_task_activity
WHERE action = 'status_changed'
  AND (field_changed IS NULL OR field_changed <> 'status'
    OR old_value IS NULL OR old_value NOT IN ('todo', 'in_progress', 'done')
    OR new_value IS NULL OR new_value NOT IN ('todo', 'in_progress', 'done')
    OR old_value = new_value);

SELECT 'todos: changes of status form a chain from todo' AS rule, count(*) AS violations
FROM (
  SELECT old_value,
    lag(new_value) OVER (PARTITION BY task_id ORDER BY created_at, id) AS expected
  FROM todo_task_activity WHERE action = 'status_changed'
) AS c
WHERE old_value <> coalesce(expected, 'todo');

SELECT 'todos: the last change of status led to the status' AS rule, count(*) AS violations
FROM todo_tasks AS t
LEFT JOIN (
  SELECT task_id, new_value,
    row_number() OVER (PARTITION BY task_id ORDER BY created_at DESC, id DESC) AS n
  FROM todo_task_activity WHERE action = 'status_changed'
) AS a ON a.task_id = t.id AND a.n = 1
WHERE (a.new_value = 'todo' AND t.status <> 'todo')
  OR (a.new_value = 'in_progress' AND t.status <> 'in_progress')
  OR (a.new_value = 'done' AND t.status <> 'done')
  OR (a.new_value IS NULL AND t.status <> 'todo');

-- ---- comments ------------------------------------------------------------------------------

SELECT 'comments: the type is one that the application shows' AS rule, count(*) AS violations
FROM anchor WHERE type NOT IN ('client', 'order', 'inventory_batch', 'task', 'dashboard');

SELECT 'comments: a client commented on exists' AS rule, count(*) AS violations
FROM anchor WHERE type = 'client' AND NOT EXISTS (SELECT 1 FROM clients WHERE id = target);

SELECT 'comments: an order commented on exists' AS rule, count(*) AS violations
FROM anchor WHERE type = 'order' AND NOT EXISTS (SELECT 1 FROM orders WHERE id = target);

SELECT 'comments: a batch commented on exists and is not deleted' AS rule, count(*) AS violations
FROM anchor WHERE type = 'inventory_batch'
  AND NOT EXISTS (SELECT 1 FROM batches WHERE id = target AND deleted_at IS NULL);

SELECT 'comments: a task commented on exists' AS rule, count(*) AS violations
FROM anchor WHERE type = 'task' AND NOT EXISTS (SELECT 1 FROM todo_tasks WHERE id = target);

SELECT 'comments: there is one dashboard' AS rule, count(*) AS violations
FROM anchor WHERE type = 'dashboard' AND target <> 1;

SELECT 'comments: no comment is older than what it is on' AS rule, count(*) AS violations
FROM comments AS c
JOIN anchor AS a ON a.comment_id = c.id
LEFT JOIN clients AS cl ON a.type = 'client' AND cl.id = a.target
LEFT JOIN orders AS o ON a.type = 'order' AND o.id = a.target
LEFT JOIN batches AS b ON a.type = 'inventory_batch' AND b.id = a.target
LEFT JOIN todo_tasks AS t ON a.type = 'task' AND t.id = a.target
WHERE c.created_at < coalesce(cl.created_at, o.created_at, b."createdAt", t.created_at);

SELECT 'comments: a comment says something' AS rule, count(*) AS violations
FROM comments WHERE trim(content) = '';

SELECT 'comments: resolved goes with when and by whom' AS rule, count(*) AS violations
FROM comments
WHERE (is_resolved AND (resolved_at IS NULL OR resolved_by IS NULL))
  OR (NOT is_resolved AND (resolved_at IS NOT NULL OR resolved_by IS NOT NULL));

SELECT 'comments: created, then resolved, then last updated' AS rule, count(*) AS violations
FROM comments
WHERE resolved_at < created_at OR updated_at < created_at OR updated_at < resolved_at;

SELECT 'comments: a mention stands in the text, under the name of the user' AS rule,
  count(*) AS violations
FROM comment_mentions AS m
JOIN comments AS c ON c.id = m.comment_id
JOIN users AS u ON u.id = m.mentioned_user_id
WHERE u.name IS NULL OR c.content NOT LIKE '%@[' || u.name || '](' || u.id || ')%';

SELECT 'comments: whom the text mentions has a mention' AS rule, count(*) AS violations
FROM comments AS c
JOIN users AS u ON c.content LIKE '%@[%](' || u.id || ')%'
WHERE NOT EXISTS (
  SELECT 1 FROM comment_mentions AS m
  WHERE m.comment_id = c.id AND m.mentioned_user_id = u.id
);

SELECT 'comments: the text mentions users that exist, and is well-formed' AS rule,
  count(*) AS violations
FROM (
  SELECT c.id,
    (length(c.content) - length(replace(c.content, '@[', ''))) / 2 AS begun,
    (SELECT coalesce(sum(
        (length(c.content) - length(replace(c.content, '](' || u.id || ')', '')))
        / length('](' || u.id || ')')), 0) FROM users AS u) AS ended
  FROM comments AS c
) AS counted
WHERE begun <> ended;

SELECT 'comments: a user is mentioned once in a comment' AS rule, count(*) AS violations
FROM (
  SELECT comment_id FROM comment_mentions
  GROUP BY comment_id, mentioned_user_id HAVING count(*) > 1
) AS doubled;

SELECT 'comments: the author of the comment is who mentions' AS rule, count(*) AS violations
FROM comment_mentions AS m JOIN comments AS c ON c.id = m.comment_id
WHERE m.mentioned_by_user_id <> c.user_id;

SELECT 'comments: no mention is older than its comment' AS rule, count(*) AS violations
FROM comment_mentions AS m JOIN comments AS c ON c.id = m.comment_id
WHERE m.created_at < c.created_at;

-- ---- dashboards ----------------------------------------------------------------------------

SELECT 'dashboards: every user has preferences, once' AS rule, count(*) AS violations
FROM (
  SELECT u.id FROM users AS u
  LEFT JOIN "userDashboardPreferences" AS p ON p."userId" = u.id
  WHERE u.deleted_at IS NULL
  GROUP BY u.id HAVING count(p.id) <> 1
) AS others;

SELECT 'dashboards: the active layout exists' AS rule, count(*) AS violations
FROM "userDashboardPreferences"
WHERE "activeLayout" NOT IN ('executive', 'operations', 'sales', 'custom');

SELECT 'dashboards: the widget configuration is an array of objects' AS rule,
  count(*) AS violations
FROM (
  SELECT owner FROM document_kind WHERE source = 'widgets' AND kind <> 'array'
  UNION ALL
  SELECT owner FROM element WHERE source = 'widgets' AND kind <> 'object'
) AS others;

SELECT 'dashboards: every widget has an id and a visibility' AS rule, count(*) AS violations
FROM (
  SELECT e.owner FROM element AS e
  LEFT JOIN member AS m ON m.source = e.source AND m.owner = e.owner AND m.place = e.place
    AND ((m.name = 'id' AND m.kind = 'string') OR (m.name = 'isVisible' AND m.kind = 'boolean'))
  WHERE e.source = 'widgets'
  GROUP BY e.owner, e.place HAVING count(m.name) <> 2
) AS incomplete;

SELECT 'dashboards: a widget has an order, settings, and nothing else' AS rule,
  count(*) AS violations
FROM member
WHERE source = 'widgets' AND (
  name NOT IN ('id', 'isVisible', 'order', 'settings')
  OR (name = 'order' AND kind <> 'number') OR (name = 'settings' AND kind <> 'object'));

SELECT 'dashboards: every widget is one of the application' AS rule, count(*) AS violations
FROM member
WHERE source = 'widgets' AND name = 'id' AND value NOT IN (
  'sales-by-client', 'cash-flow', 'transaction-snapshot', 'inventory-snapshot', 'total-debt',
  'sales-comparison', 'profitability', 'matchmaking-opportunities', 'inbox', 'workflow-queue',
  'workflow-activity');

SELECT 'dashboards: a widget stands once, at a place of its own' AS rule, count(*) AS violations
FROM (
  SELECT owner FROM member
  WHERE source = 'widgets' AND name IN ('id', 'order')
  GROUP BY owner, name, value HAVING count(*) > 1
) AS doubled;

SELECT 'dashboards: a layout belongs to a user or to a role' AS rule, count(*) AS violations
FROM dashboard_widget_layouts
WHERE ("userId" IS NULL AND role IS NULL) OR ("userId" IS NOT NULL AND role IS NOT NULL);

SELECT 'dashboards: positions order the layout of a user or role' AS rule, count(*) AS violations
FROM (
  SELECT "userId" FROM dashboard_widget_layouts WHERE deleted_at IS NULL
  GROUP BY "userId", role, position HAVING count(*) > 1 OR position < 0
) AS unordered;

SELECT 'dashboards: a layout shows a widget once' AS rule, count(*) AS violations
FROM (
  SELECT "userId" FROM dashboard_widget_layouts WHERE deleted_at IS NULL
  GROUP BY "userId", role, "widgetType" HAVING count(*) > 1
) AS doubled;

SELECT 'dashboards: a widget has a size' AS rule, count(*) AS violations
FROM dashboard_widget_layouts WHERE width < 1 OR height < 1;

SELECT 'dashboards: the configuration of a layout is an object' AS rule, count(*) AS violations
FROM document_kind WHERE source = 'layout' AND kind <> 'object';

SELECT 'dashboards: a role has a figure once' AS rule, count(*) AS violations
FROM (
  SELECT role FROM dashboard_kpi_configs WHERE deleted_at IS NULL
  GROUP BY role, "kpiType" HAVING count(*) > 1
) AS doubled;

SELECT 'dashboards: positions order the figures of a role' AS rule, count(*) AS violations
FROM (
  SELECT role FROM dashboard_kpi_configs WHERE deleted_at IS NULL
  GROUP BY role, position HAVING count(*) > 1 OR position < 0
) AS unordered;

-- ---- pricing -------------------------------------------------------------------------------

SELECT 'pricing: an adjustment is positive, a markdown at most everything' AS rule,
  count(*) AS violations
FROM pricing_rules
WHERE adjustment_value <= 0
  OR (adjustment_type = 'PERCENT_MARKDOWN' AND adjustment_value > 100);

SELECT 'pricing: a rule has conditions' AS rule, count(*) AS violations
FROM (
  SELECT d.owner FROM document_kind AS d
  LEFT JOIN member AS m ON m.source = d.source AND m.owner = d.owner
  WHERE d.source = 'conditions'
  GROUP BY d.owner, d.kind HAVING d.kind <> 'object' OR count(m.name) = 0
) AS empty_ones;

SELECT 'pricing: the application knows every condition' AS rule, count(*) AS violations
FROM member
WHERE source = 'conditions' AND name NOT IN (
  'category', 'subcategory', 'strain', 'tag', 'priceMin', 'priceMax', 'grade', 'vendor');

SELECT 'pricing: price bounds are numbers' AS rule, count(*) AS violations
FROM member
WHERE source = 'conditions' AND name IN ('priceMin', 'priceMax') AND kind <> 'number';

SELECT 'pricing: price bounds leave room' AS rule, count(*) AS violations
FROM member AS low
JOIN member AS high ON high.source = low.source AND high.owner = low.owner
WHERE low.source = 'conditions' AND low.name = 'priceMin' AND high.name = 'priceMax'
  AND CAST(low.value AS decimal(20, 4)) > CAST(high.value AS decimal(20, 4));

SELECT 'pricing: the category of a rule has a live product' AS rule, count(*) AS violations
FROM member AS m
WHERE m.source = 'conditions' AND m.name = 'category' AND NOT EXISTS (
  SELECT 1 FROM products AS p WHERE p.category = m.value AND p.deleted_at IS NULL);

SELECT 'pricing: the subcategory of a rule has a live product' AS rule, count(*) AS violations
FROM member AS m
LEFT JOIN member AS c ON c.source = m.source AND c.owner = m.owner AND c.name = 'category'
WHERE m.source = 'conditions' AND m.name = 'subcategory' AND NOT EXISTS (
  SELECT 1 FROM products AS p
  WHERE p.subcategory = m.value AND p.deleted_at IS NULL
    AND p.category = coalesce(c.value, p.category));

SELECT 'pricing: the strain of a rule has a live product' AS rule, count(*) AS violations
FROM member AS m
WHERE m.source = 'conditions' AND m.name = 'strain' AND NOT EXISTS (
  SELECT 1 FROM products AS p JOIN strains AS s ON s.id = p."strainId"
  WHERE p.deleted_at IS NULL AND s.deleted_at IS NULL
    AND m.value IN (s.name, s."standardizedName"));

SELECT 'pricing: the grade of a rule has a batch' AS rule, count(*) AS violations
FROM member AS m
WHERE m.source = 'conditions' AND m.name = 'grade' AND NOT EXISTS (
  SELECT 1 FROM batches AS b WHERE b.grade = m.value AND b.deleted_at IS NULL);

SELECT 'pricing: the vendor of a rule exists' AS rule, count(*) AS violations
FROM member AS m
WHERE m.source = 'conditions' AND m.name = 'vendor' AND NOT EXISTS (
  SELECT 1 FROM vendors AS v WHERE v.name = m.value AND v.deleted_at IS NULL);

SELECT 'pricing: the rules of a profile are a non-empty array' AS rule, count(*) AS violations
FROM (
  SELECT d.owner FROM document_kind AS d
  LEFT JOIN element AS e ON e.source = d.source AND e.owner = d.owner
  WHERE d.source = 'profile'
  GROUP BY d.owner, d.kind HAVING d.kind <> 'array' OR count(e.place) = 0
) AS empty_ones;

SELECT 'pricing: a profile gives each rule an id and a priority, nothing else' AS rule,
  count(*) AS violations
FROM (
  SELECT e.owner FROM element AS e
  LEFT JOIN member AS m ON m.source = e.source AND m.owner = e.owner AND m.place = e.place
  WHERE e.source = 'profile'
  GROUP BY e.owner, e.place
  HAVING count(m.name) <> 2
    OR sum(CASE WHEN m.name IN ('ruleId', 'priority') AND m.kind = 'number'
      THEN 1 ELSE 0 END) <> 2
) AS odd_ones;

SELECT 'pricing: the rules of a profile are live' AS rule, count(*) AS violations
FROM member AS m
WHERE m.source = 'profile' AND m.name = 'ruleId' AND NOT EXISTS (
  SELECT 1 FROM pricing_rules AS r
  WHERE r.id = CAST(m.value AS decimal(20, 4)) AND r.is_active);

SELECT 'pricing: a profile has a rule once' AS rule, count(*) AS violations
FROM (
  SELECT owner FROM member WHERE source = 'profile' AND name = 'ruleId'
  GROUP BY owner, value HAVING count(*) > 1
) AS doubled;

SELECT 'pricing: the profile of a client is live' AS rule, count(*) AS violations
FROM clients AS c
WHERE c.pricing_profile_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM pricing_profiles AS p
  WHERE p.id = c.pricing_profile_id AND p.deleted_at IS NULL);

SELECT 'pricing: a category has one default' AS rule, count(*) AS violations
FROM (
  SELECT product_category FROM pricing_defaults GROUP BY product_category HAVING count(*) > 1
) AS doubled;

SELECT 'pricing: every category of a live product has a default' AS rule, count(*) AS violations
FROM (
  SELECT category FROM products WHERE deleted_at IS NULL GROUP BY category
) AS live
WHERE NOT EXISTS (SELECT 1 FROM pricing_defaults AS d WHERE d.product_category = live.category);

SELECT 'pricing: a default margin lies between nothing and everything' AS rule,
  count(*) AS violations
FROM pricing_defaults WHERE default_margin_percent <= 0 OR default_margin_percent >= 100;

-- ---- inventory -----------------------------------------------------------------------------

SELECT 'inventory: quantities are decimal numbers' AS rule, count(*) AS violations
FROM not_decimal;

SELECT 'inventory: after is before plus change' AS rule, count(*) AS violations
FROM "inventoryMovements"
WHERE abs(CAST("quantityBefore" AS decimal(20, 4)) + CAST("quantityChange" AS decimal(20, 4))
  - CAST("quantityAfter" AS decimal(20, 4))) > 0.00005;

SELECT 'inventory: every movement starts where the one before ended' AS rule,
  count(*) AS violations
FROM (
  SELECT CAST("quantityBefore" AS decimal(20, 4)) AS here,
    lag(CAST("quantityAfter" AS decimal(20, 4)))
      OVER (PARTITION BY "batchId" ORDER BY "createdAt", id) AS before_it
  FROM "inventoryMovements" WHERE deleted_at IS NULL
) AS chain
WHERE abs(here - before_it) > 0.00005;

SELECT 'inventory: a batch starts with an intake into nothing' AS rule, count(*) AS violations
FROM (
  SELECT "inventoryMovementType" AS kind, CAST("quantityBefore" AS decimal(20, 4)) AS here,
    row_number() OVER (PARTITION BY "batchId" ORDER BY "createdAt", id) AS n
  FROM "inventoryMovements" WHERE deleted_at IS NULL
) AS chain
WHERE n = 1 AND (kind <> 'INTAKE' OR here <> 0);

SELECT 'inventory: the last movement leaves what is on hand' AS rule, count(*) AS violations
FROM batches AS b
LEFT JOIN (
  SELECT "batchId" AS batch, CAST("quantityAfter" AS decimal(20, 4)) AS rest,
    row_number() OVER (PARTITION BY "batchId" ORDER BY "createdAt" DESC, id DESC) AS n
  FROM "inventoryMovements" WHERE deleted_at IS NULL
) AS m ON m.batch = b.id AND m.n = 1
WHERE b.deleted_at IS NULL
  AND abs(coalesce(m.rest, 0) - CAST(b."onHandQty" AS decimal(20, 4))) > 0.00005;

SELECT 'inventory: all changes add up to what is on hand' AS rule, count(*) AS violations
FROM batches AS b
LEFT JOIN (
  SELECT "batchId" AS batch, sum(CAST("quantityChange" AS decimal(20, 4))) AS total
  FROM "inventoryMovements" WHERE deleted_at IS NULL GROUP BY "batchId"
) AS m ON m.batch = b.id
WHERE b.deleted_at IS NULL
  AND abs(coalesce(m.total, 0) - CAST(b."onHandQty" AS decimal(20, 4))) > 0.00005;

SELECT 'inventory: the sign of a change follows its type' AS rule, count(*) AS violations
FROM "inventoryMovements"
WHERE ("inventoryMovementType" IN ('SALE', 'SAMPLE', 'DISPOSAL')
    AND CAST("quantityChange" AS decimal(20, 4)) >= 0)
  OR ("inventoryMovementType" IN ('INTAKE', 'RETURN', 'REFUND_RETURN')
    AND CAST("quantityChange" AS decimal(20, 4)) <= 0)
  OR ("inventoryMovementType" = 'ADJUSTMENT'
    AND CAST("quantityChange" AS decimal(20, 4)) = 0);

SELECT 'inventory: an adjustment, and nothing else, has a reason' AS rule, count(*) AS violations
FROM "inventoryMovements"
WHERE ("inventoryMovementType" = 'ADJUSTMENT' AND "adjustmentReason" IS NULL)
  OR ("inventoryMovementType" <> 'ADJUSTMENT' AND "adjustmentReason" IS NOT NULL);

SELECT 'inventory: no quantity is negative' AS rule, count(*) AS violations
FROM (
  SELECT id FROM "inventoryMovements"
  WHERE CAST("quantityBefore" AS decimal(20, 4)) < 0
    OR CAST("quantityAfter" AS decimal(20, 4)) < 0
  UNION ALL
  SELECT id FROM batches
  WHERE CAST("onHandQty" AS decimal(20, 4)) < 0 OR CAST("sampleQty" AS decimal(20, 4)) < 0
    OR CAST("reservedQty" AS decimal(20, 4)) < 0
    OR CAST("quarantineQty" AS decimal(20, 4)) < 0
    OR CAST("holdQty" AS decimal(20, 4)) < 0 OR CAST("defectiveQty" AS decimal(20, 4)) < 0
) AS negative;

SELECT 'inventory: no more is set aside than is on hand' AS rule, count(*) AS violations
FROM batches
WHERE CAST("reservedQty" AS decimal(20, 4)) + CAST("quarantineQty" AS decimal(20, 4))
  + CAST("holdQty" AS decimal(20, 4)) + CAST("defectiveQty" AS decimal(20, 4))
  + CAST("sampleQty" AS decimal(20, 4)) - CAST("onHandQty" AS decimal(20, 4)) > 0.00005;

SELECT 'inventory: sold out means nothing is available, and live that something is' AS rule,
  count(*) AS violations
FROM (
  SELECT "batchStatus" AS status,
    CAST("onHandQty" AS decimal(20, 4)) - CAST("reservedQty" AS decimal(20, 4))
    - CAST("quarantineQty" AS decimal(20, 4)) - CAST("holdQty" AS decimal(20, 4))
    - CAST("defectiveQty" AS decimal(20, 4)) - CAST("sampleQty" AS decimal(20, 4)) AS available
  FROM batches WHERE deleted_at IS NULL
) AS b
WHERE (status = 'SOLD_OUT' AND available > 0.00005)
  OR (status IN ('LIVE', 'PHOTOGRAPHY_COMPLETE') AND available <= 0.00005);

SELECT 'inventory: a reference has a type and an id' AS rule, count(*) AS violations
FROM "inventoryMovements"
WHERE ("referenceType" IS NULL AND "referenceId" IS NOT NULL)
  OR ("referenceType" IS NOT NULL AND "referenceId" IS NULL);

SELECT 'inventory: an order referred to is a sale that exists' AS rule, count(*) AS violations
FROM "inventoryMovements" AS m
WHERE lower(m."referenceType") = 'order' AND NOT EXISTS (
  SELECT 1 FROM orders AS o
  WHERE o.id = m."referenceId" AND o."orderType" = 'SALE' AND NOT o.is_draft);

-- ---- orders and their history --------------------------------------------------------------

SELECT 'orders: fulfilment goes from pending to packed to shipped' AS rule,
  count(*) AS violations
FROM order_status_history
WHERE NOT (("fromStatus" IS NULL AND "toStatus" = 'PENDING')
  OR ("fromStatus" IS NOT NULL AND "fromStatus" = 'PENDING' AND "toStatus" = 'PACKED')
  OR ("fromStatus" IS NOT NULL AND "fromStatus" = 'PACKED' AND "toStatus" = 'SHIPPED'));

SELECT 'orders: every change starts from what the one before led to' AS rule,
  count(*) AS violations
FROM (
  SELECT "fromStatus" AS here,
    lag("toStatus") OVER (PARTITION BY order_id ORDER BY changed_at, id) AS before_it
  FROM order_status_history
) AS chain
WHERE (here IS NULL AND before_it IS NOT NULL) OR (here IS NOT NULL AND before_it IS NULL)
  OR here <> before_it;

SELECT 'orders: the last change led to the fulfilment status' AS rule, count(*) AS violations
FROM orders AS o
LEFT JOIN (
  SELECT order_id, "toStatus" AS status,
    row_number() OVER (PARTITION BY order_id ORDER BY changed_at DESC, id DESC) AS n
  FROM order_status_history
) AS h ON h.order_id = o.id AND h.n = 1
WHERE o."orderType" = 'SALE' AND NOT o.is_draft
  AND (o."fulfillmentStatus" IS NULL OR o."fulfillmentStatus" <> coalesce(h.status, 'PENDING'));

SELECT 'orders: only a sale that is no draft is fulfilled' AS rule, count(*) AS violations
FROM orders AS o
WHERE (o."orderType" <> 'SALE' OR o.is_draft)
  AND (o."fulfillmentStatus" IN ('PACKED', 'SHIPPED')
    OR o.packed_at IS NOT NULL OR o.packed_by IS NOT NULL
    OR o.shipped_at IS NOT NULL OR o.shipped_by IS NOT NULL
    OR EXISTS (SELECT 1 FROM order_status_history AS h WHERE h.order_id = o.id));

SELECT 'orders: packed says when and by whom' AS rule, count(*) AS violations
FROM (
  SELECT coalesce("fulfillmentStatus" IN ('PACKED', 'SHIPPED'), false) AS packed, packed_at, packed_by
  FROM orders
) AS o
WHERE (packed AND (packed_at IS NULL OR packed_by IS NULL))
  OR (NOT packed AND (packed_at IS NOT NULL OR packed_by IS NOT NULL));

SELECT 'orders: shipped says when and by whom' AS rule, count(*) AS violations
FROM (
  SELECT coalesce("fulfillmentStatus" = 'SHIPPED', false) AS shipped, shipped_at, shipped_by
  FROM orders
) AS o
WHERE (shipped AND (shipped_at IS NULL OR shipped_by IS NULL))
  OR (NOT shipped AND (shipped_at IS NOT NULL OR shipped_by IS NOT NULL));

SELECT 'orders: created, then packed, then shipped' AS rule, count(*) AS violations
FROM orders
WHERE packed_at < created_at OR shipped_at < packed_at OR shipped_at < created_at;

SELECT 'orders: the history says the same as the order' AS rule, count(*) AS violations
FROM order_status_history AS h JOIN orders AS o ON o.id = h.order_id
WHERE h.changed_at < o.created_at
  OR (h."toStatus" = 'PACKED'
    AND (o.packed_at IS NULL OR h.changed_at <> o.packed_at OR h.changed_by <> o.packed_by))
  OR (h."toStatus" = 'SHIPPED'
    AND (o.shipped_at IS NULL OR h.changed_at <> o.shipped_at OR h.changed_by <> o.shipped_by));

SELECT 'orders: the lines add up to the subtotal' AS rule, count(*) AS violations
FROM orders AS o
LEFT JOIN (
  SELECT order_id, sum(line_total) AS total FROM order_line_items GROUP BY order_id
) AS l ON l.order_id = o.id
WHERE abs(o.subtotal - coalesce(l.total, 0)) > 0.005;

SELECT 'orders: a line is quantity times price' AS rule, count(*) AS violations
FROM order_line_items WHERE abs(line_total - quantity * unit_price) > 0.0051;

SELECT 'orders: a line has a quantity, and a price' AS rule, count(*) AS violations
FROM order_line_items WHERE quantity <= 0 OR unit_price < 0;

SELECT 'orders: the total is the subtotal with tax, less discount' AS rule,
  count(*) AS violations
FROM orders
WHERE abs(subtotal + coalesce(tax, 0) - coalesce(discount, 0) - total) > 0.005;

SELECT 'orders: nothing about an order is negative' AS rule, count(*) AS violations
FROM orders
WHERE subtotal < 0 OR total < 0 OR tax < 0 OR discount < 0 OR cash_payment < 0;

SELECT 'orders: the due date follows the terms' AS rule, count(*) AS violations
FROM due WHERE due <> from_created AND (from_confirmed IS NULL OR due <> from_confirmed);

SELECT 'orders: the items are an array' AS rule, count(*) AS violations
FROM document_kind WHERE source = 'items' AND kind <> 'array';

-- ---- references that no foreign key guards -------------------------------------------------

SELECT 'references: the vendor of a brand' AS rule, count(*) AS violations
FROM brands WHERE "vendorId" IS NOT NULL AND "vendorId" NOT IN (SELECT id FROM vendors);

SELECT 'references: the vendor of a lot' AS rule, count(*) AS violations
FROM lots WHERE "vendorId" NOT IN (SELECT id FROM vendors);

SELECT 'references: the parent of a strain' AS rule, count(*) AS violations
FROM strains
WHERE "parentStrainId" IS NOT NULL
  AND ("parentStrainId" = id OR "parentStrainId" NOT IN (SELECT id FROM strains));

SELECT 'references: the brand of a product' AS rule, count(*) AS violations
FROM products WHERE "brandId" NOT IN (SELECT id FROM brands);

SELECT 'references: the strain of a product' AS rule, count(*) AS violations
FROM products WHERE "strainId" IS NOT NULL AND "strainId" NOT IN (SELECT id FROM strains);

SELECT 'references: the product of a batch' AS rule, count(*) AS violations
FROM batches WHERE "productId" NOT IN (SELECT id FROM products);

SELECT 'references: the lot of a batch' AS rule, count(*) AS violations
FROM batches WHERE "lotId" NOT IN (SELECT id FROM lots);

SELECT 'references: the batch of an order line' AS rule, count(*) AS violations
FROM order_line_items WHERE batch_id NOT IN (SELECT id FROM batches);

SELECT 'references: the product of an order line is that of its batch' AS rule,
  count(*) AS violations
FROM order_line_items AS l
WHERE NOT EXISTS (
  SELECT 1 FROM batches AS b WHERE b.id = l.batch_id AND b."productId" = l.product_id);

-- ---- time ----------------------------------------------------------------------------------

SELECT 'time: written so that it sorts' AS rule, count(*) AS violations
FROM odd_time;
