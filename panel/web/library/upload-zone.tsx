import { Card } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { FileZone } from '../ui/file-zone.js';
import { UploadLine } from './upload-line.js';
import { useUploads } from './use-uploads.js';

/** Takes zips by drop or by choice and shows how each fares. */
export function UploadZone({ maxBytes }: { maxBytes: number | undefined }) {
  const { uploads, add, remove } = useUploads(maxBytes);
  return (
    <>
      <FileZone
        icon={IconFileZip}
        title="Drop plugin zips here, or choose them"
        label="Plugin zips"
        accept=".zip,application/zip"
        multiple
        onFiles={add}
      >
        Each is inspected before it is kept
        {maxBytes === undefined ? '.' : `; up to ${Math.floor(maxBytes / 1024 / 1024)} MB each.`}
      </FileZone>
      {uploads.length > 0 && (
        <Card padding={0} mt="sm" aria-live="polite" aria-label="Uploads" component="section">
          {uploads.map((upload) => (
            <UploadLine key={upload.key} upload={upload} onRemove={() => remove(upload.key)} />
          ))}
        </Card>
      )}
    </>
  );
}
