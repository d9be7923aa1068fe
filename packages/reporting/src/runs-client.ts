import { hovering } from './labelled-lines.ts';
import { colourAt, layered } from './theme.ts';

const channels = {
  x: { field: 'step', type: 'quantitative', title: 'Step', axis: { format: ',d', tickMinStep: 1 } },
  y: { field: 'value', type: 'quantitative', title: 'Value', scale: { zero: false } },
  color: { field: 'run', type: 'nominal', legend: { title: null, orient: 'bottom', columns: 2 } },
} as const;

/** A chart of curves without its data, titles and runs, which the page fills in. */
const empty = layered(
  [],
  [
    { mark: { type: 'line', strokeWidth: 1.5 }, encoding: channels },
    hovering('run', channels, [
      { field: 'run', title: 'Run' },
      { field: 'step', title: 'Step', format: ',' },
      { field: 'value', title: 'Value', format: '.4~g' },
    ]),
  ],
  { height: 260 },
);

/**
 * What a page of runs runs in the browser: it lists them, finds, sorts, and shows one or several beside each other. What was
 * recorded becomes text of elements and nothing else. The address says what is open, so that it can be linked to.
 *
 * A search is words that a run's label, id, tags, note, error or values have, and conditions on a field by its name or
 * the end of it: `lora rank=8 accuracy>0.7`.
 */
export const runsScript = String.raw`
  const place = document.getElementById('runs');
  const colours = ${JSON.stringify(Array.from({ length: 8 }, (_, at) => colourAt(at)))};
  const most = Number(place.dataset.most);
  const element = (tag, name, parent, text = '') => Object.assign(make(tag, text, parent), name ? { className: name } : {});
  const valueText = (value) => {
    if (typeof value === 'number') return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(6)));
    if (value === undefined || value === null) return '–';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
  };
  const timeText = (iso) => {
    const time = new Date(iso);
    return Number.isNaN(time.getTime()) ? '–' : time.toLocaleString('sv').slice(0, 16);
  };
  const tookText = (seconds) => {
    if (typeof seconds !== 'number') return '–';
    const whole = Math.round(seconds);
    if (whole < 60) return whole + ' s';
    return whole < 3600 ? Math.floor(whole / 60) + ' min' : Math.floor(whole / 3600) + ' h ' + Math.floor(whole % 3600 / 60) + ' min';
  };
  const tableOf = (parent, caption, headings, rows) => {
    const box = element('div', 'table', parent);
    const table = element('table', '', box);
    table.createCaption().textContent = caption;
    const head = table.createTHead().insertRow();
    for (const heading of headings) {
      const own = make(heading === '' ? 'td' : 'th', heading, head);
      if (heading !== '') own.scope = 'col';
    }
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((cell, at) => {
        const own = make(at === 0 ? 'th' : 'td', '', line);
        if (at === 0) own.scope = 'row';
        const text = make('span', '', own);
        text.append(cell);
        text.dir = 'auto';
      });
    }
    fold('menu', 'Copy or save', box);
    return box;
  };

  const view = async () => {
    const packed = document.getElementById('runs-data');
    const bytes = Uint8Array.from(atob(packed.textContent), (byte) => byte.charCodeAt(0));
    const runs = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
    packed.remove();
    const byId = new Map(runs.map((run) => [run.id, run]));
    for (const run of runs) {
      run.fields = new Map([['experiment', run.experiment], ['status', run.status], ['started', run.started], ['took', run.took], ['tags', (run.tags ?? []).join(' ')]]);
      for (const [, said] of run.facts.slice(0, 2)) if (Array.isArray(said)) for (const [name, value] of said) if (!run.fields.has(name)) run.fields.set(name, value);
      run.text = [run.id, run.label, run.error, run.note, ...run.fields.values()].map((value) => typeof value === 'string' ? value : JSON.stringify(value) ?? '').join(' ').toLowerCase();
    }
    // The command line's names of fields.
    const flags = new Map([['lr', 'learningRate'], ['rank', 'r']]);
    const fieldIn = (run, name) => {
      if (run.fields.has(name)) return run.fields.get(name);
      for (const [own, value] of run.fields) if (own.endsWith('.' + name) || own.endsWith('/' + name)) return value;
      return flags.has(name) ? fieldIn(run, flags.get(name)) : undefined;
    };
    const holds = (run, [, name, operator, wanted]) => {
      const value = fieldIn(run, name);
      if (value === undefined) return false;
      const equals = (one) => typeof value === 'number' ? value === Number(one) : valueText(value).toLowerCase() === one.toLowerCase();
      if (operator === '=') return wanted.split(',').some(equals);
      if (operator === '!=') return !wanted.split(',').some(equals);
      const [own, limit] = typeof value === 'number' ? [value, Number(wanted)] : [valueText(value), wanted];
      return operator === '<' ? own < limit : operator === '<=' ? own <= limit : operator === '>' ? own > limit : own >= limit;
    };
    const asked = (text) => text.trim().split(/\s+/).filter(Boolean).map((word) => /^([^=!<>]+)(!=|<=|>=|=|<|>)(.+)$/.exec(word) ?? word.toLowerCase());

    const tools = element('div', 'tools', place);
    const labelled = (text, control) => {
      const label = element('label', '', tools);
      make('span', text, label);
      label.append(control);
      return control;
    };
    const choice = (text, options) => {
      const select = make('select', '');
      for (const [value, title] of options) make('option', title.length > 60 ? title.slice(0, 59) + '…' : title, select).value = value;
      return labelled(text, select);
    };
    const distinct = (of) => [...new Set(runs.map(of))].sort();
    const search = labelled('Search', Object.assign(make('input', ''), { type: 'search', placeholder: 'lora rank=8 accuracy>0.7' }));
    const experiment = choice('Experiment', [['', 'all'], ...distinct((run) => run.experiment).map((one) => [one, one])]);
    const status = choice('Status', [['', 'all'], ...distinct((run) => run.status).map((one) => [one, one])]);
    const names = [...new Set(runs.flatMap((run) => [...run.fields.keys()]))].filter((name) => !['experiment', 'status', 'tags'].includes(name));
    const sort = choice('Sort by', [['started', 'started'], ...names.filter((name) => name !== 'started').map((one) => [one, one])]);
    const order = choice('Order', [['down', 'largest first'], ['up', 'smallest first']]);
    const extra = choice('Also show', [['', 'nothing'], ...names.filter((name) => !['started', 'took'].includes(name)).map((one) => [one, one])]);
    // The score that most of them have.
    extra.value = names.find((name) => names.includes(name + '/standardError')) ?? '';
    const counted = element('p', 'note', place);
    counted.setAttribute('role', 'status');
    const shown = element('div', '', place);
    const list = element('div', '', place);
    const chosen = new Set();
    let room = 50;

    const link = (run) => Object.assign(make('a', run.label), { href: '#run=' + run.id });
    const compareLink = () => '#compare=' + [...chosen].join(',');
    const matching = () => {
      const wanted = asked(search.value);
      const found = runs.filter((run) => (experiment.value === '' || run.experiment === experiment.value) && (status.value === '' || run.status === status.value)
        && wanted.every((one) => typeof one === 'string' ? run.text.includes(one) : holds(run, one)));
      const sign = order.value === 'up' ? 1 : -1;
      const rank = (value) => typeof value === 'number' ? 0 : value === undefined || value === null || value === '' ? 2 : 1;
      return found.map((run) => [run, run.fields.get(sort.value)]).sort(([, a], [, b]) => {
        if (rank(a) !== rank(b) || rank(a) === 2) return rank(a) - rank(b);
        return sign * (rank(a) === 0 ? a - b : valueText(a) < valueText(b) ? -1 : Number(valueText(a) !== valueText(b)));
      }).map(([run]) => run);
    };
    const refreshChosen = () => {
      compare.textContent = chosen.size < 2 ? 'Choose two to ' + most + ' runs to compare them' : 'Compare ' + chosen.size + ' runs';
      compare.disabled = chosen.size < 2;
      for (const box of list.querySelectorAll('input')) box.disabled = !box.checked && chosen.size >= most;
    };
    const compare = addButton('', tools, () => { location.hash = compareLink(); });
    const draw = () => {
      const found = matching();
      counted.textContent = found.length.toLocaleString('en') + ' of ' + runs.length.toLocaleString('en') + ' runs';
      const wide = extra.value === '' ? [] : [extra.value];
      const also = [...new Set([...wide, ...(names.includes(sort.value) && !['started', 'took'].includes(sort.value) ? [sort.value] : [])])];
      const rows = found.slice(0, room).map((run) => {
        const box = Object.assign(make('input', ''), { type: 'checkbox', checked: chosen.has(run.id), ariaLabel: 'Compare ' + run.id });
        box.addEventListener('change', () => { box.checked ? chosen.add(run.id) : chosen.delete(run.id); refreshChosen(); });
        const named = make('span', '');
        named.append(box, ' ', link(run));
        make('small', ' ' + [run.id, ...(run.tags ?? []).map((tag) => '#' + tag)].join(' '), named);
        const state = make('span', run.status);
        if (run.error) make('small', ' ' + run.error.split('\n')[0].slice(0, 120), state);
        return [named, state, ...also.map((name) => valueText(run.fields.get(name))), timeText(run.started), tookText(run.took)];
      });
      list.replaceChildren();
      tableOf(list, 'Runs', ['Run', 'Status', ...also, 'Started', 'Took'], rows);
      if (found.length > room) addButton('Show ' + Math.min(100, found.length - room) + ' more', list, () => { room += 100; draw(); });
      prepare(list);
      refreshChosen();
    };

    const figure = (parent, key, own, at) => {
      const labels = own.map((run, index) => index + 1 + ': ' + run.id);
      const values = own.flatMap((run, index) => (run.curves[key] ?? []).map(([step, value]) => ({ run: labels[index], step, value })));
      const spec = ${JSON.stringify(empty)};
      spec.data.values = values;
      spec.encoding.y.title = key.slice(0, 80);
      spec.encoding.color.scale = { domain: labels, range: colours.slice(0, labels.length) };
      if (own.length === 1) spec.encoding.color.legend = null;
      const chart = element('figure', 'chart', parent);
      chart.id = 'curve-' + at;
      make('strong', key, make('figcaption', '', chart));
      const plot = element('div', 'plot', chart);
      plot.setAttribute('role', 'img');
      plot.ariaLabel = key + ' by step';
      const data = element('script', 'spec', chart);
      data.type = 'application/json';
      data.textContent = JSON.stringify(spec);
      begin(chart);
    };
    const figures = (parent, own) => {
      const keys = [...new Set(own.flatMap((run) => Object.keys(run.curves)))].sort();
      if (keys.length === 0) return;
      make('h3', 'Curves', parent);
      const box = element('div', 'figures', parent);
      keys.forEach((key, at) => figure(box, key, own, at));
    };
    const heading = (text) => {
      shown.replaceChildren();
      const title = make('h2', text, shown);
      title.tabIndex = -1;
      const back = make('a', 'Back to the list', make('p', '', shown));
      back.href = '#runs';
      return title;
    };
    const commandOf = (text) => {
      const block = element('div', 'copyable', shown);
      const own = make('pre', '', block);
      own.tabIndex = 0;
      make('code', text, own);
      copy(block);
    };
    const said = (facts) => Array.isArray(facts) ? facts : [];
    const showRun = (run) => {
      const title = heading(run.label);
      const rows = [['id', run.id], ['experiment', run.experiment], ['status', run.status], ['started', timeText(run.started)], ['took', tookText(run.took)],
        ...['error', 'note'].flatMap((name) => run[name] ? [[name, run[name]]] : []), ...(run.tags ? [['tags', run.tags.join(', ')]] : [])];
      tableOf(shown, 'The run', ['What', 'Value'], rows);
      figures(shown, [run]);
      for (const [kind, facts] of run.facts) {
        const isFirst = kind === 'result' || kind === 'configuration';
        if (said(facts).length === 0) continue;
        const part = fold('part', kind, shown);
        part.open = isFirst;
        tableOf(part, kind, ['Name', 'Value'], said(facts).map(([name, value]) => [name, valueText(value)]));
      }
      if (run.artifacts.length > 0) tableOf(fold('part', 'artifacts', shown), 'artifacts', ['Name', 'Bytes', 'SHA-256'], run.artifacts.map(([name, bytes, hash]) => [name, valueText(bytes), hash]));
      make('p', 'To run it again:', shown);
      commandOf(run.command);
      return title;
    };
    const showComparison = (own) => {
      const title = heading(own.length + ' runs side by side');
      const columns = own.map((run, at) => at + 1 + ': ' + run.id);
      tableOf(shown, 'The runs', ['', ...columns], [['run', ...own.map(link)], ['status', ...own.map((run) => run.status)],
        ['started', ...own.map((run) => timeText(run.started))], ['took', ...own.map((run) => tookText(run.took))]]);
      figures(shown, own);
      const kinds = [...new Set(own.flatMap((run) => run.facts.map(([kind]) => kind)))];
      for (const kind of kinds) {
        const all = own.map((run) => new Map(run.facts.flatMap(([name, facts]) => name === kind ? said(facts) : [])));
        const unrecorded = own.some((run) => run.facts.some(([name, facts]) => name === kind && !Array.isArray(facts)));
        const keys = [...new Set(all.flatMap((one) => [...one.keys()]))];
        const differ = keys.filter((key) => new Set(all.map((one) => JSON.stringify(one.get(key)))).size > 1);
        make('h3', kind[0].toUpperCase() + kind.slice(1), shown);
        make('p', (differ.length === 0 ? (unrecorded ? '' : 'All equal.') : differ.length + ' of ' + keys.length + (differ.length === 1 ? ' differs.' : ' differ.'))
          + (unrecorded ? ' A record of an older version does not keep it, so whether it is equal cannot be known.' : ''), shown);
        if (differ.length > 0) tableOf(shown, 'What differs', ['Name', ...columns], differ.map((key) => [key, ...all.map((one) => valueText(one.get(key)))]));
      }
      make('p', 'The same with all curves:', shown);
      commandOf('npx nx run experiments:runs compare ' + own.map((run) => run.id).join(' ') + ' --html=compared.html');
      return title;
    };
    const route = (isFirst) => {
      const [, kind, ids = ''] = /^#(run|compare)=([\w,-]+)$/.exec(location.hash) ?? [];
      const own = [...new Set(ids.split(','))].flatMap((id) => byId.get(id) ?? []).slice(0, most);
      const title = kind === 'run' && own.length > 0 ? showRun(own[0]) : kind === 'compare' && own.length > 1 ? showComparison(own) : undefined;
      const isList = title === undefined;
      if (isList) shown.replaceChildren();
      for (const part of [place.closest('section').querySelector('h2'), tools, counted, list]) part.hidden = !isList;
      prepare(shown);
      title?.focus();
      if (!isFirst) scrollTo(0, 0);
    };
    for (const control of [search, experiment, status, sort, order, extra]) control.addEventListener('input', () => { room = 50; draw(); });
    draw();
    const open = place.dataset.open;
    if (open !== '' && location.hash === '') history.replaceState(null, '', (open.includes(',') ? '#compare=' : '#run=') + open);
    addEventListener('hashchange', () => route(false));
    route(true);
  };
  view();
`;
