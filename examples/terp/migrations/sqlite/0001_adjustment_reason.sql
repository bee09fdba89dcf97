-- The free text of a movement moves from reason to notes, and adjustments get a reason that can be
-- counted, read out of that text.

ALTER TABLE "inventoryMovements" RENAME COLUMN reason TO notes;

ALTER TABLE "inventoryMovements" ADD COLUMN "adjustmentReason" text CHECK ("adjustmentReason" IN (
  'DAMAGED', 'EXPIRED', 'LOST', 'THEFT', 'COUNT_DISCREPANCY', 'QUALITY_ISSUE', 'REWEIGH',
  'OTHER'
));

UPDATE "inventoryMovements"
SET "adjustmentReason" =
  CASE
    WHEN lower(notes) LIKE '%damag%' THEN 'DAMAGED'
    WHEN lower(notes) LIKE '%expir%' THEN 'EXPIRED'
    WHEN lower(notes) LIKE '%lost%' OR lower(notes) LIKE '%missing%' THEN 'LOST'
    WHEN lower(notes) LIKE '%theft%' OR lower(notes) LIKE '%stolen%' THEN 'THEFT'
    WHEN lower(notes) LIKE '%count%' OR lower(notes) LIKE '%cycle%' THEN 'COUNT_DISCREPANCY'
    WHEN lower(notes) LIKE '%quality%' OR lower(notes) LIKE '%mould%' THEN 'QUALITY_ISSUE'
    WHEN lower(notes) LIKE '%reweigh%' OR lower(notes) LIKE '%weight%' THEN 'REWEIGH'
    ELSE 'OTHER'
  END
WHERE "inventoryMovementType" = 'ADJUSTMENT';
