import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { BlankSlate } from '../ui/blank-slate.js';
import { PageHeader } from '../ui/page-header.js';

export function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <BlankSlate
        icon={IconMapQuestion}
        title="There is no page at this address"
        action={
          <Button component={Link} to="/" variant="default">
            Go to the overview
          </Button>
        }
      >
        The link may be old or mistyped.
      </BlankSlate>
    </>
  );
}
