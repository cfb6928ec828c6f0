import { Card, Text, UnstyledButton } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { UploadLine } from './upload-line.js';
import classes from './upload-zone.module.css';
import { useUploads } from './use-uploads.js';

/** Takes zips by drop or by choice and shows how each fares. */
export function UploadZone({ maxBytes }: { maxBytes: number | undefined }) {
  const { uploads, add, remove } = useUploads(maxBytes);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  };
  return (
    <>
      <UnstyledButton
        className={classes.zone}
        data-over={over || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileZip size={28} stroke={1.4} aria-hidden />
        <Text fw={600} c="var(--mantine-color-text)">
          Drop plugin zips here, or choose them
        </Text>
        <Text size="xs" c="inherit">
          Each is inspected before it is kept
          {maxBytes === undefined ? '.' : `; up to ${Math.floor(maxBytes / 1024 / 1024)} MB each.`}
        </Text>
      </UnstyledButton>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        multiple
        hidden
        aria-label="Plugin zips"
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
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
