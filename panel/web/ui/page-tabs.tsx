import { Tabs } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageTabsProps {
  /** What the row of tabs is for, to those who hear it. */
  label: string;
  tabs: readonly { value: string; label: string }[];
  current: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

/** The parts of a page; where they do not fit beside each other, the current one is in view. */
export function PageTabs({ label, tabs, current, onChange, children }: PageTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = list.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <Tabs value={current} onChange={(value) => value !== null && onChange(value)} mb="lg">
      <Tabs.List
        ref={list}
        pos="relative"
        style={{ flexWrap: 'nowrap', overflowX: 'auto' }}
        aria-label={label}
      >
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value} px={{ base: 8, xs: 'md' }} style={{ flex: 'none' }}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={current} pt="lg">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
