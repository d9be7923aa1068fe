import { power } from './html.ts';
import { frame } from './theme.ts';

/**
 * What a page with charts runs in the browser. It draws each chart when it comes near the screen or is printed, tells the numbers of its
 * tooltips as tables, and saves it. Expressions are interpreted, never evaluated, so the page needs no `unsafe-eval`.
 */
export const chartScript = String.raw`
  const options = {
    mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true, id: 'tooltip' },
  };
  const specOf = (figure) => ({ ...${JSON.stringify(frame)}, ...JSON.parse(figure.querySelector('.spec').textContent) });

  const unpack = async () => {
    const packed = document.getElementById('libraries');
    const bytes = Uint8Array.from(atob(packed.textContent), (byte) => byte.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    packed.replaceWith(script);
  };
  const loaded = unpack();

  const power = new RegExp(${JSON.stringify(power.source)});
  const raise = (element, raised, level) => {
    if (element.childElementCount > 0 || !power.test(element.textContent)) return;
    const parts = element.textContent.split(power); // text, base, exponent, text, …
    element.replaceChildren(...parts.flatMap((part, at) => {
      if (at % 3 === 1) return [];
      return [at % 3 === 2 ? raised(part.replace('-', '−')) : level(part + (parts[at + 1] ?? ''), at)];
    }));
  };
  const raiseInHtml = (element) => raise(element, (part) => make('sup', part), (part) => part);
  const span = (text, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const raiseInSvg = (element) =>
    raise(element, (part) => span(part, { dy: '-.4em', 'font-size': '75%' }), (part, at) => span(part, at > 0 ? { dy: '.3em' } : {}));

  const draw = async (figure) => {
    await loaded;
    const plot = figure.querySelector('.plot');
    const live = make('div', '', plot);
    live.className = 'live';
    live.ariaHidden = 'true';
    try {
      await vegaEmbed(live, specOf(figure), options);
      live.querySelectorAll('text, text tspan').forEach(raiseInSvg);
      for (const other of plot.querySelectorAll('.live')) if (other !== live) other.remove();
    } catch (error) {
      live.remove();
      console.error(error);
    }
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      draw(target);
    }
  }, { rootMargin: '400px' });
  addEventListener('beforeprint', () => {
    for (const figure of document.querySelectorAll('.chart')) if (figure.offsetWidth > 0 && !figure.querySelector('.live')) draw(figure);
  });

  // The columns and rows of each kind of mark that has tooltips.
  const tablesOf = ({ layer, data }) => layer.flatMap((one) => {
    const columns = one.encoding?.tooltip;
    const { values } = one.data ?? data;
    return Array.isArray(columns) && values.length > 0 ? [{ columns, values }] : [];
  });
  const told = (value, format) => {
    if (typeof value === 'number' && format) return vega.defaultLocale().format(format)(value);
    return value === undefined || value === '' ? '–' : String(value);
  };
  const list = async (figure, place) => {
    await loaded;
    place.querySelectorAll('.table').forEach((one) => one.remove());
    for (const { columns, values } of tablesOf(specOf(figure))) {
      const box = make('div', '', place);
      box.className = 'table';
      const table = make('table', '', box);
      table.createCaption().append(...figure.querySelector('figcaption strong').cloneNode(true).childNodes);
      const cell = (row, tag, text, { format }) => {
        const one = make(tag, text, row);
        if (format) one.className = 'right';
        raiseInHtml(one);
        return one;
      };
      const head = table.createTHead().insertRow();
      for (const column of columns) cell(head, 'th', column.title, column).scope = 'col';
      const body = table.createTBody();
      for (const value of values) {
        const row = body.insertRow();
        columns.forEach((column, at) => cell(row, at === 0 ? 'th' : 'td', told(value[column.field], column.format), column));
        row.cells[0].scope = 'row';
      }
      fold('menu', 'Copy or save', box);
    }
    prepare(place);
  };

  // Colours that the page names are written out: elsewhere the names mean nothing.
  const resolved = (text) => {
    const style = getComputedStyle(document.documentElement);
    return text.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  };
  const svgOf = async (figure) => {
    if (!figure.querySelector('.live svg')) await draw(figure);
    const svg = figure.querySelector('.live svg').cloneNode(true);
    svg.style.background = 'var(--paper)';
    return resolved(new XMLSerializer().serializeToString(svg));
  };
  const pngOf = async (figure) => {
    const image = new Image();
    image.src = 'data:image/svg+xml,' + encodeURIComponent(await svgOf(figure));
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done));
  };
  const csvOf = (figure) => tablesOf(specOf(figure)).map(({ columns, values }) => {
    const rows = values.map((value) => columns.map(({ field }) => String(value[field] ?? '')));
    return formats.CSV.write({ headings: columns.map(({ title }) => ({ text: title })), rows });
  }).join('\r\n');
  const savings = [
    ['PNG', '.png', pngOf],
    ['SVG', '.svg', svgOf],
    ['CSV', '.csv', csvOf],
    ['Specification', '.vl.json', (figure) => resolved(JSON.stringify(specOf(figure), null, 2))],
  ];

  const begin = (figure) => {
    const [numbers, menu] = [fold('numbers', 'The numbers', figure), fold('menu', 'Save', figure)];
    numbers.addEventListener('toggle', () => { if (numbers.open) list(figure, numbers); });
    for (const [text, ending, of] of savings) addButton(text, menu, async () => save(figure.id + ending, await of(figure)));
    watch.observe(figure);
  };
  document.querySelectorAll('.chart').forEach(begin);
`;
