// The trace: what is known after each step, and what is said of it. The numbers are those of the
// steps; upstream gradient and sum so far are looked up among what is known, nothing is computed.

const STEPS = ["forward", "seed", "backward", "update"];

// Rows of a table as objects, by the names of its columns.
function objects({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
}

// JSON has neither NaN nor infinity; there, numbers are texts.
function float(x) {
  return typeof x === "string" ? Number(x.replace("inf", "Infinity")) : x;
}

function edgeId(head, position) {
  return `edge${head}-${position}`;
}

class Trace {
  constructor(data) {
    this.nodes = objects(data.nodes).map((node, index) => ({
      ...node,
      index,
      id: `node${index}`,
      value: float(node.value),
      isLeaf: node.op === "",
      alerts: data.alerts[index] ?? [[], []],
    }));
    this.edges = objects(data.edges).map((edge) => ({
      ...edge,
      id: edgeId(edge.head, edge.position),
      tail: this.nodes[edge.head].args[edge.position],
      sign: data.signs[edge.sign],
      local: float(edge.local),
    }));
    this.edge = new Map(this.edges.map((edge) => [edge.id, edge]));
    this.root = this.nodes.at(-1);
    this.flat = new Set(data.flat);
    this.steps = [];
    const state = this.start();
    for (const [kind, ...row] of data.steps) {
      this.steps.push(this.completed(STEPS[kind], row, state));
      this.apply(this.steps.at(-1), state);
    }
  }

  // What is known before anything is computed.
  start() {
    const awaiting = this.nodes.map(() => 0);
    for (const edge of this.edges) awaiting[edge.tail] += 1;
    return {
      values: this.nodes.map((node) => (node.isLeaf ? node.value : null)),
      gradients: this.nodes.map(() => null),
      flows: new Map(),
      awaiting,
    };
  }

  // A step with all its numbers by name.
  completed(kind, row, state) {
    const [index] = row;
    const node = this.nodes[index];
    if (kind === "forward") {
      const args = node.args.map((arg) => (Array.isArray(arg) ? float(arg[0]) : state.values[arg]));
      return { kind, index, args, result: node.value };
    }
    if (kind === "seed") return { kind, index, gradient: float(row[1]) };
    if (kind === "backward") {
      const [, position, contribution, after] = row.map(float);
      const { id, tail, local, rule } = this.edge.get(edgeId(index, position));
      return {
        kind, index, position, arg: tail, edge: id, rule, local, contribution, after,
        upstream: state.gradients[index],
        before: state.gradients[tail] ?? 0,
      };
    }
    const [, name, ...numbers] = row;
    const [before, gradient, after] = numbers.map(float);
    return { kind, index, name, before, gradient, after };
  }

  // Let one step happen.
  apply(step, state) {
    if (step.kind === "forward") {
      state.values[step.index] = step.result;
    } else if (step.kind === "seed") {
      state.gradients[step.index] = step.gradient;
    } else if (step.kind === "backward") {
      state.flows.set(step.edge, step.contribution);
      state.gradients[step.arg] = step.after;
      state.awaiting[step.arg] -= 1;
    } else if (step.index !== null) {
      state.values[step.index] = step.after;
    }
  }

  // What is known after step k; 0 is the start.
  after(k) {
    const state = this.start();
    for (const step of this.steps.slice(0, k)) this.apply(step, state);
    return state;
  }

  // The ids of the nodes and edges that a step is about.
  lit(step) {
    if (step.kind === "backward") return [this.nodes[step.arg].id, step.edge];
    if (step.index === null) return [];
    const into = step.kind === "forward" ? this.edges.filter((e) => e.head === step.index) : [];
    return [this.nodes[step.index].id, ...into.map((edge) => edge.id)];
  }

  // Whether a step says something about a node.
  touches(step, index) {
    const uses = step.kind === "forward" ? this.nodes[step.index].args : [];
    return step.index === index || step.arg === index || uses.includes(index);
  }

  // The step that gave a node what it shows after step k: its gradient, or else its value.
  origin(index, k) {
    for (let i = k; i >= 1; i -= 1) {
      const step = this.steps[i - 1];
      if (step.arg === index || (step.index === index && step.kind !== "backward")) return i;
    }
    return 0;
  }

  // What `viz.narration.narrate` says of a step, in the sentences `text`.
  narrate(step, text) {
    const root = this.root.name;
    if (step.kind === "seed") return { sentence: text("steps.start", { root }), total: "" };
    if (step.kind === "update") {
      const { before, gradient, after } = step;
      const numbers = { before: short(before), gradient: short(gradient), after: general(after, 9) };
      return { sentence: text("steps.change", { name: step.name, ...numbers }), total: "" };
    }
    const { name, op, expression } = this.nodes[step.index];
    if (step.kind === "forward") {
      const numbers = step.args.map(short).join(", ");
      const result = short(step.result);
      return { sentence: text("steps.compute", { name, expression, op, numbers, result }), total: "" };
    }
    const [local, upstream, contribution, before, after] = [
      step.local, step.upstream, step.contribution, step.before, step.after,
    ].map(short);
    const arg = this.nodes[step.arg].name;
    const path = this.flat.has(op) ? "steps.flat" : "steps.flow";
    return {
      sentence: text(path, { root, name, arg, rule: step.rule, local, upstream, contribution }),
      total: step.before ? text("steps.sum", { before, contribution, after }) : "",
    };
  }
}
