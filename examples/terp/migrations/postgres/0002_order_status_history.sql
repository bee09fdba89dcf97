-- One column held the status an order came to; the status it came from was lost. It is the status
-- that the order's previous entry came to.

ALTER TABLE order_status_history RENAME COLUMN "fulfillmentStatus" TO "toStatus";

ALTER TABLE order_status_history ALTER COLUMN "toStatus" DROP DEFAULT;

ALTER TABLE order_status_history ADD COLUMN "fromStatus" fulfillment_status;

UPDATE order_status_history
SET "fromStatus" = previous.status
FROM (
  SELECT id, lag("toStatus") OVER (PARTITION BY order_id ORDER BY changed_at, id) AS status
  FROM order_status_history
) AS previous
WHERE previous.id = order_status_history.id AND previous.status IS NOT NULL;
