CREATE TABLE "LibraryItem" (
    "id" SERIAL NOT NULL,
    "sha256" TEXT NOT NULL,
    "md5" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "fileName" TEXT NOT NULL,
    "component" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "release" TEXT,
    "requires" TEXT,
    "supportedFrom" INTEGER,
    "supportedTo" INTEGER,
    "incompatible" INTEGER,
    "dependencies" JSONB NOT NULL,
    "maturity" INTEGER,
    "subplugins" TEXT[],
    "files" INTEGER NOT NULL,
    "unpackedSize" BIGINT NOT NULL,
    "note" TEXT,
    "uploadedBy" TEXT NOT NULL,
    "uploadedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "storedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LibraryItem_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "LibraryChunk" (
    "itemId" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "LibraryChunk_pkey" PRIMARY KEY ("itemId", "n")
);

CREATE INDEX "LibraryItem_component_idx" ON "LibraryItem"("component");

ALTER TABLE "LibraryChunk" ADD CONSTRAINT "LibraryChunk_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "LibraryItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A zip does not get smaller by being packed again; keeping it apart uncompressed makes reading pieces cheap.
ALTER TABLE "LibraryChunk" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- What Prisma's schema cannot say: of what is stored there is one of each content.
CREATE UNIQUE INDEX "LibraryItem_stored_key" ON "LibraryItem"("sha256") WHERE "storedAt" IS NOT NULL;
