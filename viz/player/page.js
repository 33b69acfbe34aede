// The page: its steps, nodes, guesses and words. All state is in `Page`; `render` brings the page up
// to it.

const $ = (id) => document.getElementById(id);
const SPEED = 1500; // milliseconds a step stays at speed 1

class Page {
  constructor(data) {
    this.data = data;
    this.trace = new Trace(data);
    this.graph = new Graph($("graph"), data, this.trace);
    this.quiz = new Quiz(this.trace, data.quiz);
    this.count = this.trace.steps.length;
    this.step = 0;
    this.language = data.language;
    this.theme = document.documentElement.dataset.theme;
    this.selected = null;
    this.isFollowing = false;
    this.isAsking = false;
    this.between = null; // the steps between which the quiz asks
    this.tries = 0;
    this.timer = null;
    this.hits = [];
    this.isTyping = false;
    this.makePage();
    listen(this);
    this.write();
    this.graph.begin();
    this.goTo(this.fromHash() ?? 0);
  }

  // A sentence of the language, with its names and numbers filled in.
  text(path, values = {}) {
    const sentence = this.data.texts[this.language][path] ?? path;
    return sentence.replace(/\{(\w+)(?::,)?\}/g, (_, name) => String(values[name] ?? ""));
  }

  // --- going from step to step ---------------------------------------------------------------

  goTo(k) {
    const step = Math.min(Math.max(Math.round(k) || 0, 0), this.count);
    this.step = step;
    this.toHash();
    this.render();
    if (step) this.graph.reveal(this.trace.lit(this.trace.steps[step - 1]));
  }

  // The number of the next step, or the previous; of the followed node, if one is followed. It lies
  // beyond the steps if there is none.
  beside(by) {
    const { steps } = this.trace;
    let k = this.step + by;
    if (this.isFollowing) while (steps[k - 1] && !this.trace.touches(steps[k - 1], this.selected)) k += by;
    return k;
  }

  // What comes next, and what the quiz asks for; undefined at the end.
  nextStep() {
    return this.trace.steps[this.beside(1) - 1];
  }

  move(by) {
    const k = this.beside(by);
    if (k < 0 || k > this.count) return this.pause();
    const told = this.isAsked() && by > 0 ? this.skip() : "";
    this.goTo(k);
    setText($("verdict"), told);
    if (!this.nextStep()) this.pause();
  }

  // The next step from here of a kind, or else the first.
  jump(kinds) {
    const indices = this.trace.steps.flatMap((step, i) => (kinds.includes(step.kind) ? [i + 1] : []));
    if (indices.length) this.goTo(indices[0]);
  }

  play() {
    if (this.timer !== null) return this.pause();
    if (!this.nextStep()) this.goTo(0);
    const tick = () => {
      if (this.isAsked()) return this.pause(); // it waits for the guess
      this.timer = window.setTimeout(tick, SPEED / Number($("speed").value));
      this.move(1);
    };
    this.timer = window.setTimeout(tick, SPEED / Number($("speed").value) / 3);
    this.renderPlaying();
  }

  pause() {
    window.clearTimeout(this.timer);
    this.timer = null;
    this.renderPlaying();
  }

  faster(by) {
    const select = $("speed");
    select.selectedIndex = Math.min(Math.max(select.selectedIndex + by, 0), select.length - 1);
  }

  fromHash() {
    const found = /^#step=(\d+)$/.exec(window.location.hash);
    return found ? Number(found[1]) : null;
  }

  toHash() {
    try {
      window.history.replaceState(null, "", `#step=${this.step}`);
    } catch {
      // a frame made from a text has no address of its own
    }
  }

  // --- one node ------------------------------------------------------------------------------

  select(index) {
    this.selected = index;
    if (index === null) this.isFollowing = false;
    this.render();
    if (index !== null) this.graph.reveal([this.trace.nodes[index].id]);
  }

  // Focus the node beside the selected one, in the order of the tape.
  browse(by) {
    const { nodes } = this.trace;
    const from = this.selected ?? (by > 0 ? -1 : 0);
    this.select((from + by + nodes.length) % nodes.length);
    this.graph.parts.get(nodes[this.selected].id).group.focus();
  }

  // To where the selected node's number comes from.
  toOrigin() {
    if (this.selected !== null) this.goTo(this.trace.origin(this.selected, this.step));
  }

  follow() {
    if (this.selected === null) return;
    this.isFollowing = !this.isFollowing;
    this.render();
  }

  // Leave what one entered last.
  leave() {
    if (this.isFollowing) this.follow();
    else if (this.selected !== null) this.select(null);
    else if (document.body.classList.contains("present")) this.present();
  }

  // For a projector, or no longer.
  present() {
    const isOn = document.body.classList.toggle("present");
    this.graph.begin(isOn ? 1.4 : 1);
    this.goTo(this.step);
  }

  // The edges along which the gradient of the followed node reaches it.
  path() {
    const found = new Set();
    if (!this.isFollowing) return found;
    const reached = new Set([this.selected]);
    for (const edge of this.trace.edges) {
      if (reached.has(edge.tail)) {
        reached.add(edge.head);
        found.add(edge.id);
      }
    }
    return found;
  }

  // What a node is and what its operation does, in words.
  about(node) {
    const rule = node.isLeaf ? "" : this.text(`rules.${node.op}`);
    return `${this.text(`picture.${this.data.kinds[node.kind]}`)} ${rule}`;
  }

  // Hits and rows for what is sought.
  find() {
    const wanted = $("search").value.trim().toLowerCase();
    const found = (words) => this.trace.nodes.filter((n) => words(n).toLowerCase().includes(wanted));
    const named = found((node) => `${node.name} ${node.op} ${node.symbol} ${node.expression}`);
    const hits = named.length ? named : found((node) => this.about(node));
    this.hits = wanted ? hits.map((node) => node.index) : [];
    const rows = [...$("rows").children];
    for (const [i, row] of rows.entries()) row.hidden = wanted !== "" && !this.hits.includes(i);
    this.enterTableAt(rows.find((row) => !row.hidden) ?? rows[0]);
    setText($("hits"), wanted ? this.text("player.hits", { count: this.hits.length }) : "");
  }

  // Select a hit: the next after the selected one, the previous, or the first.
  search(by = 0) {
    this.find();
    if (!this.hits.length) return;
    const at = this.hits.indexOf(this.selected);
    const to = at < 0 ? 0 : (at + by + this.hits.length) % this.hits.length;
    this.select(this.hits[to]);
  }

  // Of all rows, the Tab key leads to one.
  enterTableAt(row) {
    for (const each of $("rows").children) each.tabIndex = each === row ? 0 : -1;
  }

  // --- guessing ------------------------------------------------------------------------------

  // Whether the number of the next step is to be guessed.
  isAsked() {
    const next = this.nextStep();
    return this.isAsking && next !== undefined && this.quiz.answer(next) !== null;
  }

  toggleQuiz() {
    this.isAsking = !this.isAsking;
    this.between = null;
    this.pause();
    this.render();
    if (this.isAsked()) $("guess").focus({ preventScroll: true });
    if (this.isAsking) this.bringQuiz();
  }

  // Question, field and verdict can be seen, also on a telephone.
  bringQuiz() {
    for (const scrolled of [$("column"), document.documentElement]) bring($("ask"), scrolled);
  }

  check() {
    const guess = read($("guess").value);
    if (!this.isAsked()) return;
    if (guess === null) {
      setText($("verdict"), this.text("quiz.no_number"));
      return;
    }
    const step = this.nextStep();
    const answer = this.quiz.answer(step);
    if (this.quiz.isRight(guess, answer)) {
      this.tally(this.tries === 0);
      this.goTo(this.beside(1));
      setText($("verdict"), this.text("quiz.right", { name: this.quiz.asks(step), answer: short(answer) }));
      return;
    }
    this.tries += 1;
    const suspicion = this.quiz.suspicion(step, guess);
    const said = this.text(suspicion ? `quiz.${suspicion}` : "quiz.wrong");
    const hint = this.tries > 1 || !suspicion ? ` ${this.quiz.question(step, this.text.bind(this)).hint}` : "";
    setText($("verdict"), said + hint);
    $("guess").select();
  }

  // Show the number without a right guess.
  skip() {
    this.tally(false);
    const step = this.nextStep();
    return this.text("quiz.was", { name: this.quiz.asks(step), answer: short(this.quiz.answer(step)) });
  }

  tally(isRight) {
    this.quiz.asked += 1;
    if (isRight) this.quiz.right += 1;
  }

  // --- what the page shows -------------------------------------------------------------------

  render() {
    const text = this.text.bind(this);
    // What a question needs is known, also where following jumps over steps.
    const state = this.trace.after(this.isAsked() ? this.beside(1) - 1 : this.step);
    const step = this.step ? this.trace.steps[this.step - 1] : null;
    const lit = new Set(step ? this.trace.lit(step) : []);
    this.graph.show(state, { text, lit, path: this.path(), selected: this.selected });
    this.renderSentence(step);
    this.renderQuiz();
    this.renderNode(state);
    this.renderTable(state);
    $("slider").value = this.step;
    $("slider").setAttribute("aria-valuetext", text("player.step", { step: this.step, count: this.count }));
    $("go").value = this.step;
    for (const id of ["first", "previous"]) disable($(id), this.step === 0);
    disable($("next"), !this.nextStep());
    disable($("last"), this.step === this.count);
    for (const button of $("phases").children) {
      button.setAttribute("aria-current", String(button.dataset.kind === this.phase(step)));
    }
  }

  phase(step) {
    return step?.kind === "backward" ? "seed" : step?.kind;
  }

  renderSentence(step) {
    if (!step) {
      setText($("phase"), this.text("player.step", { step: 0, count: this.count }));
      setText($("sentence"), this.text("frames.start", { count: this.count }));
      for (const id of ["total", "rule"]) setText($(id), "");
      return;
    }
    const phase = this.text(`steps.${this.phase(step)}`);
    setText($("phase"), this.text("frames.step", { step: this.step, count: this.count, phase }));
    const said = this.trace.narrate(step, this.text.bind(this));
    setText($("sentence"), said.sentence);
    setText($("total"), said.total);
    const op = step.kind === "backward" ? this.trace.nodes[step.index].op : "";
    setText($("rule"), op ? this.text(`rules.${op}`) : "");
  }

  renderQuiz() {
    $("quiz").setAttribute("aria-pressed", String(this.isAsking));
    $("ask").hidden = !this.isAsking;
    const isAsked = this.isAsked();
    const next = this.nextStep();
    const question = isAsked ? this.quiz.question(next, this.text.bind(this)).question : "";
    setText($("question"), question || this.text(next ? "quiz.nothing" : "quiz.end"));
    for (const id of ["check", "reveal"]) disable($(id), !isAsked);
    $("guess").readOnly = !isAsked;
    const between = `${this.step} ${this.beside(1)}`;
    if (between !== this.between) {
      this.between = between;
      this.tries = 0;
      $("guess").value = "";
      setText($("verdict"), "");
    }
    setText($("score"), this.text("quiz.score", { right: this.quiz.right, asked: this.quiz.asked }));
  }

  renderNode(state) {
    const node = this.trace.nodes[this.selected];
    $("node").hidden = !node;
    if (!node) return;
    setText($("node-name"), node.name);
    const known = (x) => (x === null ? this.text("picture.pending") : repr(x));
    const facts = [
      ["player.kind", this.text(`picture.${this.data.kinds[node.kind]}`)],
      ["player.expression", node.isLeaf ? "" : `${node.name} = ${node.expression}`],
      ["picture.value", known(state.values[node.index])],
      ["picture.gradient", known(state.gradients[node.index])],
    ].filter(([, fact]) => fact);
    fill($("node-facts"), facts.flatMap(([path, fact]) => [
      html("dt", this.text(path)),
      html("dd", fact),
    ]));
    $("follow").setAttribute("aria-pressed", String(this.isFollowing));
  }

  renderTable(state) {
    const cell = (x) => (x === null ? this.text("picture.pending") : number(x, this.data.numbers));
    for (const [i, row] of [...$("rows").children].entries()) {
      const [, , value, gradient] = row.children;
      setText(value, cell(state.values[i]));
      setText(gradient, cell(state.gradients[i]));
      row.setAttribute("aria-selected", String(i === this.selected));
    }
    const chosen = $("rows").children[this.selected];
    if (chosen && !chosen.hidden) bring(chosen, $("column"));
  }

  renderPlaying() {
    const isPlaying = this.timer !== null;
    $("play").setAttribute("aria-pressed", String(isPlaying));
    setText($("play"), isPlaying ? "\u275a\u275a" : "\u25b6");
    $("play").setAttribute("aria-label", this.text(isPlaying ? "player.pause" : "player.play"));
  }

  // --- words, which change with the language -------------------------------------------------

  write() {
    document.documentElement.lang = this.language;
    const title = this.text("picture.title", { name: this.trace.root.name });
    document.title = title;
    setText($("title"), title);
    $("graph").setAttribute("aria-label", title);
    for (const id of [
      "language", "quiz", "help", "check", "reveal", "follow", "origin",
      "search-label", "table-caption", "go-label", "speed-label", "keys-title", "close", "legend",
    ]) setText($(id), this.text(`player.${id}`));
    for (const id of ["zoom-in", "zoom-out", "fit", "first", "previous", "next", "last", "slider"]) {
      $(id).setAttribute("aria-label", this.text(`player.${id}`));
      $(id).title = this.text(`player.${id}`);
    }
    setText($("count"), this.text("player.of", { count: this.count }));
    fill($("columns"), ["name", "expression", "value", "gradient"].map((name) => {
      const path = ["value", "gradient"].includes(name) ? `picture.${name}` : `player.${name}`;
      const cell = html("th", this.text(path));
      cell.scope = "col";
      return cell;
    }));
    for (const button of $("phases").children) {
      setText(button, this.text(`player.${button.dataset.kind}`));
    }
    fill($("keys-list"), Object.entries(KEYS).flatMap(([name, key]) => [
      html("dt", key),
      html("dd", this.text(`keys.${name}`)),
    ]));
    this.writeTheme();
    this.renderPlaying();
  }

  writeTheme() {
    setText($("theme"), this.text("player.theme", { theme: this.text(`player.${this.theme}`) }));
  }

  makePage() {
    $("slider").max = $("go").max = this.count;
    $("speed").selectedIndex = 1;
    for (const kind of ["positive", "negative", "zero", "waiting"]) {
      const marker = svg("marker", {
        id: `head-${kind}`, class: kind, viewBox: "0 0 6 4.2", refX: 0.5, refY: 2.1,
        markerWidth: 6, markerHeight: 4.2, markerUnits: "userSpaceOnUse", orient: "auto",
      }, $("heads"));
      svg("path", { d: "M0,0L6,2.1L0,4.2Z" }, marker);
    }
    const first = new Map();
    const count = new Map();
    for (const [i, step] of this.trace.steps.entries()) {
      const kind = this.phase(step);
      if (!first.has(kind)) first.set(kind, i + 1);
      count.set(kind, (count.get(kind) ?? 0) + 1);
    }
    for (const [kind, k] of first) {
      const button = html("button", "");
      button.type = "button";
      button.dataset.kind = kind;
      button.style.flexGrow = count.get(kind);
      button.addEventListener("click", () => this.goTo(k));
      $("phases").append(button);
    }
    for (const node of this.trace.nodes) {
      const row = html("tr", "");
      row.tabIndex = node.index ? -1 : 0;
      const name = html("th", "");
      name.append(...breakable(node.name));
      name.scope = "row";
      row.append(name, html("td", node.isLeaf ? "" : node.expression), html("td", ""), html("td", ""));
      $("rows").append(row);
    }
  }

  nextLanguage() {
    const names = Object.keys(this.data.texts);
    this.language = names[(names.indexOf(this.language) + 1) % names.length];
    this.write();
    setText($("verdict"), "");
    this.find();
    this.render();
  }

  nextTheme() {
    const names = ["auto", "light", "dark"];
    this.theme = names[(names.indexOf(this.theme) + 1) % names.length];
    document.documentElement.dataset.theme = this.theme;
    this.writeTheme();
  }
}

function html(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

// A dotted path that may be broken after a dot.
function breakable(name) {
  return name.split(/(?<=\.)/).flatMap((part, i) => (i ? [html("wbr", ""), part] : [part]));
}

// Not `disabled`, which would take the focus from a button that has just been pressed.
function disable(button, isDisabled) {
  button.setAttribute("aria-disabled", String(isDisabled));
}

// Scroll until an element stands above the footer, as far as its top stays in view. Neither focus
// nor scrollIntoView does that: in a frame of a notebook they would move the notebook too.
function bring(element, scrolled) {
  const [box, view, footer] = [element, scrolled, $("footer")].map((e) => e.getBoundingClientRect());
  const covered = Math.max(box.bottom - footer.top, 0);
  scrolled.scrollTop += Math.min(covered, box.top - Math.max(view.top, 0));
}

function fill(element, children) {
  element.replaceChildren(...children);
}

const page = new Page(JSON.parse($("data").textContent));
window.gradwalk = Object.assign(page, { number, read, short }); // to look at it from the console
