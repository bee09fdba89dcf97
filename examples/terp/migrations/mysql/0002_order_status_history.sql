-- One column held the status an order came to; the status it came from was lost. It is the status
-- that the order's previous entry came to.

ALTER TABLE order_status_history
  CHANGE COLUMN `fulfillmentStatus` `toStatus` enum('PENDING', 'PACKED', 'SHIPPED') NOT NULL;

ALTER TABLE order_status_history
  ADD COLUMN `fromStatus` enum('PENDING', 'PACKED', 'SHIPPED');

UPDATE order_status_history
JOIN (
  SELECT id, lag(`toStatus`) OVER (PARTITION BY order_id ORDER BY changed_at, id) AS status
  FROM order_status_history
) AS previous ON previous.id = order_status_history.id
SET order_status_history.`fromStatus` = previous.status;
