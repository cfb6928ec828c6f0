import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CopyValueProps {
  value: string;
  /** What is shown of it; the whole by default. */
  shown?: string;
  /** Names the value: “checksum”. */
  label: string;
  block?: boolean;
}

/** A value in fixed-width letters with the button that copies it whole. */
export function CopyValue({ value, shown = value, label, block }: CopyValueProps) {
  return (
    <Group gap={4} wrap="nowrap" align={block ? 'flex-start' : 'center'}>
      <Code
        block={block}
        title={shown === value ? undefined : value}
        style={{
          flex: block ? 1 : undefined,
          whiteSpace: block ? 'pre-wrap' : 'nowrap',
          wordBreak: 'break-all',
        }}
      >
        {shown}
      </Code>
      <CopyButton value={value} timeout={1500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : `Copy ${label}`}>
            <ActionIcon
              variant="subtle"
              color={copied ? 'green' : 'gray'}
              size="sm"
              onClick={copy}
              aria-label={copied ? `${label} copied` : `Copy ${label}`}
            >
              {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
