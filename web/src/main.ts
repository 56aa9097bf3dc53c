// What the page can do beyond being read: the program writes the rest of it (src/html, src/report/html.cpp).

import 'uplot/dist/uPlot.min.css';
import './page.css';

import { addCopyButtons } from './copy_buttons';
import { showCurves } from './curves';
import { showHeatMaps } from './heat/heat_maps';
import { readPageData } from './page_data';
import type { Report } from './report';
import { makeTablesSortable } from './sorted_tables';
import { showUnits } from './units/units';

async function start(): Promise<void> {
  addCopyButtons();
  makeTablesSortable();
  if (document.body.dataset['kind'] === 'report') {
    const report = await readPageData() as Report;
    showHeatMaps(report, showUnits(report));
    showCurves(report);
  }
  document.body.dataset['ready'] = '';
}

void start();
