// The graph as SVG: made once, brought up to date after each step; panned and zoomed.

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const READABLE = 1.1; // the scale from which on all of a graph is shown at first
const READING = 1.3; // the scale of a graph of which only a part is shown at first
const ROOM = 24; // pixels between what is lit and the edge of the picture

class Graph {
  constructor(element, data, trace) {
    this.element = element;
    this.data = data;
    this.trace = trace;
    this.scale = 1;
    this.offset = [0, 0];
    this.isFitted = true;
    this.world = svg("g", {}, element);
    const [edges, nodes] = ["edges", "nodes"].map((name) => svg("g", { class: name }, this.world));
    this.parts = new Map();
    for (const edge of trace.edges) this.addEdge(edge, edges);
    for (const node of trace.nodes) this.addNode(node, nodes);
    this.listen();
  }

  addEdge(edge, parent) {
    const group = svg("g", { id: edge.id, class: "edge", role: "img" }, parent);
    const title = svg("title", {}, group);
    svg("path", { class: "light", d: edge.path }, group);
    const line = svg("path", { class: "stroke", d: edge.path }, group);
    const rows = ["local", "flow"].map((name, i) => {
      const y = edge.y + i * this.data.leading;
      return svg("text", { class: name, x: edge.x, y }, group);
    });
    this.parts.set(edge.id, { group, title, line, rows });
  }

  addNode(node, parent) {
    const kind = this.data.kinds[node.kind];
    const place = `translate(${node.x},${node.y})`;
    const group = svg("g", { id: node.id, transform: place, role: "button", tabindex: "-1" }, parent);
    const [paths, rows] = this.data.shapes[node.shape];
    for (const [d] of paths) svg("path", { class: "light", d }, group);
    for (const [d, isFilled] of paths) svg("path", { class: isFilled ? "fill" : "stroke", d }, group);
    const texts = rows.map((y, i) => {
      const text = svg("text", { class: i ? "row" : "name", x: 0, y }, group);
      return i ? [svg("tspan", { class: "word" }, text), svg("tspan", {}, text)] : text;
    });
    setText(texts[0], node.symbol ? `${node.name}: ${node.symbol}` : node.name);
    this.parts.set(node.id, { group, texts, classes: `node ${kind}${node.output ? " output" : ""}` });
  }

  // --- what is shown -------------------------------------------------------------------------

  // Show what is known; `lit` are the ids of what the step is about, `path` of what is followed.
  show(state, { text, lit, path, selected }) {
    for (const edge of this.trace.edges) this.showEdge(edge, state, text, lit, path);
    for (const node of this.trace.nodes) this.showNode(node, state, text, lit, path, selected);
  }

  showEdge(edge, state, text, lit, path) {
    const { group, title, line, rows } = this.parts.get(edge.id);
    const flow = state.flows.get(edge.id);
    const isToCome = state.values[edge.head] === null;
    const classes = ["edge", flow === undefined ? "waiting" : edge.sign];
    if (isToCome) classes.push("todo");
    if (lit.has(edge.id)) classes.push("now");
    if (path.has(edge.id)) classes.push("path");
    group.setAttribute("class", classes.join(" "));
    line.style.strokeWidth = flow === undefined ? 1 : edge.width;
    const { numbers, back } = this.data;
    setText(rows[0], isToCome ? "" : `\u2202 ${number(edge.local, numbers)}`);
    setText(rows[1], flow === undefined ? "" : `${back} ${number(flow, numbers)}`);
    setText(title, this.aboutEdge(edge, state, flow, isToCome, text));
  }

  aboutEdge(edge, state, flow, isToCome, text) {
    const name = this.trace.nodes[edge.head].name;
    const arg = this.trace.nodes[edge.tail].name;
    if (isToCome) return `${arg} \u2192 ${name}`;
    const about = text("picture.about_arrow", { name, arg, rule: edge.rule, slope: repr(edge.local) });
    if (flow === undefined) return about;
    const gradient = repr(state.gradients[edge.head]);
    return about + text("picture.about_flow", { gradient, flow: repr(flow) });
  }

  showNode(node, state, text, lit, path, selected) {
    const { group, texts, classes } = this.parts.get(node.id);
    const rows = this.rows(node, state, text);
    texts.slice(1).forEach(([word, rest], i) => {
      const [first, ...others] = (rows[i] ?? "").split(" ");
      const isAlert = first === "!";
      setText(word, isAlert ? "" : first);
      setText(rest, isAlert ? rows[i] : others.length ? ` ${others.join(" ")}` : "");
      word.parentNode.setAttribute("class", isAlert ? "row alert" : "row");
    });
    const all = [classes];
    if (state.values[node.index] === null) all.push("todo");
    if (lit.has(node.id)) all.push("now");
    if (path.has(node.id)) all.push("path");
    if (selected === node.index) all.push("selected");
    group.setAttribute("class", all.join(" "));
    group.setAttribute("tabindex", (selected ?? 0) === node.index ? "0" : "-1");
    group.setAttribute("aria-label", [texts[0].textContent, ...rows].join(", "));
  }

  // The lines of a box below its heading.
  rows(node, state, text) {
    const [value, gradient] = [state.values[node.index], state.gradients[node.index]];
    const isComplete = gradient !== null && state.awaiting[node.index] === 0;
    const [early, late] = node.alerts;
    const alerts = isComplete ? late : value === null ? [] : early;
    const more = gradient !== null && !isComplete ? " \u2026" : "";
    return [
      `${text("picture.value")} ${this.number(value, text)}`,
      `${text("picture.gradient")} ${this.number(gradient, text)}${more}`,
      ...alerts.map((name) => `! ${text(`alerts.${name}`)}`),
    ];
  }

  number(x, text) {
    return x === null ? text("picture.pending") : number(x, this.data.numbers);
  }

  // --- where one looks -----------------------------------------------------------------------

  listen() {
    const { element } = this;
    const pointers = new Map();
    element.addEventListener("wheel", (event) => {
      // In a frame of a notebook the wheel scrolls the notebook, but with a key.
      if (window.parent !== window && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), this.at(event));
    }, { passive: false });
    element.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, this.at(event));
    });
    element.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = this.at(event);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const distance = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
        this.zoom(distance(now) / Math.max(distance(before), 1), other);
      } else {
        this.pan(now[0] - before[0], now[1] - before[1]);
      }
      pointers.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      element.addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    // On paper all of it, as large as the paper is.
    window.addEventListener("beforeprint", () => {
      element.setAttribute("viewBox", `0 0 ${this.data.size.join(" ")}`);
      this.world.removeAttribute("transform");
    });
    window.addEventListener("afterprint", () => {
      element.removeAttribute("viewBox");
      this.place();
    });
    new ResizeObserver(() => (this.isFitted ? this.fit() : this.settle())).observe(element);
  }

  at(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  pan(dx, dy) {
    this.offset = [this.offset[0] + dx, this.offset[1] + dy];
    this.isFitted = false;
    this.place();
  }

  zoom(factor, [x, y] = this.middle()) {
    const scale = Math.min(Math.max(this.scale * factor, 0.05), 8);
    const ratio = scale / this.scale;
    this.offset = [x - ratio * (x - this.offset[0]), y - ratio * (y - this.offset[1])];
    this.scale = scale;
    this.isFitted = false;
    this.place();
  }

  middle() {
    return [this.element.clientWidth / 2, this.element.clientHeight / 2];
  }

  // All of the graph if it can be read then, else its beginning; the camera follows the steps.
  begin(size = 1) {
    this.fit();
    if (this.scale >= size * READABLE || !this.trace.steps.length) return;
    this.zoom((size * READING) / this.scale);
    this.reveal(this.trace.lit(this.trace.steps[0]));
    this.settle();
  }

  // All of the graph, as large as it fits, but not larger than in print.
  fit() {
    const [width, height] = this.data.size;
    const [x, y] = this.middle();
    this.scale = Math.min((2 * x) / width, (2 * y) / height, 1.6) || 1;
    this.offset = [x - (this.scale * width) / 2, y - (this.scale * height) / 2];
    this.isFitted = true;
    this.place();
  }

  place() {
    if (this.element.hasAttribute("viewBox")) return; // on paper
    const [x, y] = this.offset;
    this.world.setAttribute("transform", `translate(${x},${y}) scale(${this.scale})`);
  }

  // Move so that what has these ids can be seen, unless it can.
  reveal(ids) {
    const boxes = ids.map((id) => this.parts.get(id).group.getBoundingClientRect());
    const frame = this.element.getBoundingClientRect();
    if (!boxes.length || this.isFitted || !frame.width) return;
    const shift = (low, high, from, to) => {
      if (low >= from + ROOM && high <= to - ROOM) return 0;
      return (from + to) / 2 - (low + high) / 2;
    };
    const side = (name, pick) => pick(...boxes.map((box) => box[name]));
    const [dx, dy] = [
      shift(side("left", Math.min), side("right", Math.max), frame.left, frame.right),
      shift(side("top", Math.min), side("bottom", Math.max), frame.top, frame.bottom),
    ];
    if (!dx && !dy) return;
    this.pan(dx, dy);
    this.settle();
  }

  // No empty space on one side while the graph goes on beyond the other.
  settle() {
    const views = [this.element.clientWidth, this.element.clientHeight];
    this.offset = this.offset.map((at, i) => {
      const left = views[i] - this.data.size[i] * this.scale;
      return left > 0 ? left / 2 : Math.min(Math.max(at, left), 0);
    });
    this.place();
  }
}
