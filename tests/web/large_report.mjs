// A report of more units and epochs than one would train in a test.

import { readJson, reluscope } from './harness.mjs';

/** A report of a small run, made large: units that drift from epoch to epoch, and some of them die. */
export function largeReport(units, epochs) {
  reluscope('train', 'data/digits.csv', '--hidden', '2', '--epochs', '1', '-q', '-o', 'seed.json');
  const report = readJson('seed.json');
  const rows = report.data.train_rows;
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const [layer] = report.layers;
  const counts = Array.from({ length: units }, () => Math.floor(random() * rows));
  const deaths = Array.from({ length: units }, () => random() < 0.3 ? 1 + Math.floor(random() * epochs) : Infinity);
  const history = { epoch: [], dead: [], sparse: [], dormant: [], apoz: [], active_rows: [], max_preactivation: [] };
  report.events = [];
  for (let epoch = 0; epoch <= epochs; ++epoch) {
    for (let unit = 0; unit < units; ++unit) {
      counts[unit] = epoch >= deaths[unit] ? 0 : Math.min(rows, Math.max(1, counts[unit] + Math.round((random() - 0.5) * 6)));
      if (epoch === deaths[unit]) report.events.push({ epoch, layer: 0, unit, type: 'died', cause: { change: -1, bias: -0.5, weights: -0.25, inputs: -0.25, dominant: 'bias' } });
    }
    history.epoch.push(epoch);
    const dead = counts.filter((count) => count === 0).length;
    for (const list of [history.dead, history.dormant]) list.push(dead);
    history.sparse.push(0);
    history.apoz.push(0.5);
    history.active_rows.push([...counts]);
    history.max_preactivation.push(counts.map((count) => count / 7 - 1));
  }
  layer.history = history;
  layer.units = report.model.layers[0].units = units;
  layer.unit = counts.map((count, index) => ({
    ...layer.unit[0], index, status: count === 0 ? 'dead' : 'active', active_rows: count, activation_rate: count / rows,
    mean_activation: random(), max_preactivation: random() * 3, dormancy: random(), incoming_norm: random(), outgoing_norm: random(),
    died_epoch: deaths[index] <= epochs ? deaths[index] : null, dead_epochs: deaths[index] <= epochs ? [[deaths[index], epochs]] : [],
    recovery: count === 0 ? 'none' : null,
  }));
  layer.dead = counts.filter((count) => count === 0).length;
  Object.assign(report.summary, { units, dead: layer.dead, dead_fraction: layer.dead / units, died: layer.dead });
  report.training.history = history.epoch.map((epoch) => ({ ...report.training.history[Math.min(epoch, 1)], epoch }));
  return report;
}
