import { Text, UnstyledButton } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './file-zone.module.css';

interface FileZoneProps {
  icon: TablerIcon;
  title: string;
  /** What is taken, and how large it may be. */
  children: ReactNode;
  /** Names the field for those who cannot see it. */
  label: string;
  /** As of the file input. */
  accept: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
}

/** Takes files by drop or by choice. */
export function FileZone({ icon: Icon, title, children, label, accept, multiple, onFiles }: FileZoneProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files].slice(0, multiple ? undefined : 1));
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
        <Icon size={28} stroke={1.4} aria-hidden />
        <Text fw={600} c="var(--mantine-color-text)">
          {title}
        </Text>
        <Text size="xs" c="inherit">
          {children}
        </Text>
      </UnstyledButton>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
