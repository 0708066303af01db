// What one cell has written: every character coloured by its surprise, what it amounts to, and files to keep.
(() => {
  const MOST_BITS = 8; // from there on all look alike
  const SEEN = { '\n': '↵', '\t': '→', ' ': '·' };
  const seen = (char) => SEEN[char] ?? char;
  const bitsOf = ({ p }) => -Math.log2(p);

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  // A line break is seen and breaks the line; copied, it is only a line break.
  function letter(char, className) {
    const span = element('span', className, char);
    if (char === '\n') span.classList.add('line-end');
    if (char === ' ') span.classList.add('blank');
    return span;
  }

  function save(name, type, text) {
    const link = element('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  class Column {
    // cell: its name in an address; about: {name, color, key, bits, samples}; first: the number of the first seed.
    constructor(cell, about, first) {
      Object.assign(this, { cell, about, first, chars: [], prompt: '', text: '', waiting: [] });
      const key = element('img', 'cell-key');
      Object.assign(key, { src: about.key, alt: '' });
      this.heldOut = element('span', 'muted');
      this.says = element('div', 'write-says muted');
      this.box = element('div', 'write-text mono');
      Object.assign(this.box, { tabIndex: 0, role: 'region' });
      this.box.setAttribute('aria-label', `What the ${about.name} wrote; the arrow keys go through its characters`);
      this.scores = element('table', 'table table-sm write-scores');
      this.buttons = ['txt', 'csv', 'json'].map((kind) => this.button(kind));
      const files = element('div', 'btn-group exports', ...this.buttons);
      files.setAttribute('role', 'group');
      files.setAttribute('aria-label', `Downloads of what the ${about.name} wrote`);
      const head = element('header', '', element('h2', 'cell-chip', key, about.name), this.heldOut);
      const foot = element('footer', '', files);
      this.root = element('article', 'card write-column', head, this.says, this.box, this.scores, foot);
      this.root.style.setProperty('--cell', about.color);
    }

    button(kind) {
      const made = element('button', 'btn btn-sm btn-outline-secondary', kind.toUpperCase());
      Object.assign(made, { type: 'button', disabled: true });
      made.setAttribute('aria-label', `Download as ${kind.toUpperCase()}`);
      made.addEventListener('click', () => this.download(kind));
      return made;
    }

    // bits: those of the network's seed, on held-out text.
    measured(seed) {
      const bits = this.about.bits[seed - this.first];
      this.heldOut.textContent = typeof bits === 'number' ? `held out ${bits.toFixed(2)} bits` : '';
    }

    // Nothing written yet, after this prompt.
    begin(prompt, settings, says) {
      Object.assign(this, { prompt, settings, chars: [], waiting: [], text: '', error: '' });
      this.box.replaceChildren(...Array.from(prompt, (char) => letter(char, 'given')));
      this.box.classList.add('writing');
      this.says.textContent = says;
      this.scores.replaceChildren();
      this.ready(false);
    }

    // A stored sample is read at once; its chances come later.
    beginStored(place) {
      const sample = this.about.samples[place];
      this.sample = sample;
      if (!sample) {
        this.begin('', {}, 'no sample was kept; press Write');
        this.box.classList.remove('writing');
        return;
      }
      this.begin(sample.prompt, { temperature: sample.temperature }, `kept sample, temperature ${sample.temperature}`);
      this.box.classList.remove('writing');
      this.box.append(...Array.from(sample.text, (char) => letter(char, 'unread')));
      this.showScores(null);
    }

    // A stored sample whose chances have not all come.
    get isUnread() {
      return Boolean(this.box.querySelector('.unread'));
    }

    take(said) {
      this.waiting.push(said);
    }

    // Puts what has come onto the page; true where there was something.
    flush() {
      if (!this.waiting.length) return false;
      const { scrollTop, scrollHeight, clientHeight } = this.box;
      const follows = scrollTop + clientHeight >= scrollHeight - 4;
      const come = this.waiting.splice(0);
      const unread = this.box.querySelectorAll('.unread');
      come.forEach((said, k) => {
        const className = `c bits-${Math.min(Math.round(bitsOf(said)), MOST_BITS)}`;
        const span = letter(said.c, className);
        if (unread[k]) unread[k].replaceWith(span);
        else this.box.append(span);
        span.dataset.k = this.chars.length;
        this.chars.push({ ...said, span });
      });
      this.text = this.chars.map(({ c }) => c).join('');
      if (follows && !unread.length) this.box.scrollTop = this.box.scrollHeight;
      return true;
    }

    get bits() {
      return this.chars.reduce((sum, char) => sum + bitsOf(char), 0) / this.chars.length;
    }

    // Said in a few words: "LSTM: 400 characters, 1.43 bits each".
    end(error) {
      this.flush();
      this.box.classList.remove('writing');
      this.error = error ?? '';
      const written = `${this.chars.length} characters`;
      const words = this.chars.length ? `${written}, ${this.bits.toFixed(2)} bits each` : written;
      this.says.textContent = this.error ? `${words}. ${this.error}` : words;
      this.ready(this.chars.length > 0);
      return `${this.about.name}: ${this.says.textContent}`;
    }

    ready(is) {
      this.buttons.forEach((button) => {
        button.disabled = !is;
      });
    }

    // rows: [[title, value]] of what was written, or null; beside them those of the sample that was kept.
    showScores(rows) {
      const kept = new Map(this.sample?.scores ?? []);
      const titles = rows?.map(([title]) => title) ?? [...kept.keys()];
      const heads = ['', ...(rows ? ['this text'] : []), ...(kept.size ? ['kept sample'] : [])];
      const head = element('tr', '', ...heads.map((name) => element(name ? 'th' : 'td', '', name)));
      const body = titles.map((title, k) => {
        const name = element('th', '', title);
        name.scope = 'row';
        const values = [...(rows ? [rows[k][1]] : []), ...(kept.size ? [kept.get(title) ?? '–'] : [])];
        return element('tr', '', name, ...values.map((value) => element('td', '', value)));
      });
      this.scores.replaceChildren(...(titles.length ? [element('thead', '', head), element('tbody', '', ...body)] : []));
    }

    download(kind) {
      const name = `gatescope-${this.settings.run ?? 'sample'}-${this.cell}.${kind}`;
      if (kind === 'txt') save(name, 'text/plain', this.prompt + this.text);
      else if (kind === 'csv') save(name, 'text/csv', this.csv());
      else save(name, 'application/json', JSON.stringify(this.json(), null, 1));
    }

    csv() {
      const quote = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));
      const tops = [1, 2, 3, 4, 5].flatMap((n) => [`likeliest ${n}`, `its probability ${n}`]);
      const rows = this.chars.map(({ c, p, top }, k) => [k + 1, c, p, bitsOf({ p }).toFixed(4), ...top.flat()]);
      const table = [['place', 'character', 'probability', 'bits', ...tops], ...rows];
      return table.map((row) => `${row.map(String).map(quote).join(',')}\r\n`).join('');
    }

    json() {
      const characters = this.chars.map(({ c, p, top }) => ({ c, p, top }));
      return { cell: this.cell, ...this.settings, prompt: this.prompt, text: this.text, characters };
    }
  }

  window.dash_clientside = window.dash_clientside ?? {};
  const ours = (window.dash_clientside.gatescope = window.dash_clientside.gatescope ?? {});
  ours.writer = { ...ours.writer, Column, element, seen, bitsOf };
})();
