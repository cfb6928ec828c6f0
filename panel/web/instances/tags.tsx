import { Badge, Group } from '@mantine/core';

/** The tags of a site; nothing where it has none. */
export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <Group gap={4} mt={2}>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" size="xs" fw={500} tt="none" title={tag} maw={160}>
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
