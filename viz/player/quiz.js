// Guesses at the next number, as `viz.quiz` judges them.

class Quiz {
  constructor(trace, { tolerance, misconceptions }) {
    this.trace = trace;
    this.tolerance = tolerance;
    this.misconceptions = misconceptions;
    this.asked = 0;
    this.right = 0;
  }

  // The number that is asked for; null where none is.
  answer(step) {
    return { forward: step.result, seed: step.gradient, backward: step.after }[step.kind] ?? null;
  }

  // What that number is.
  asks(step) {
    const { nodes, root } = this.trace;
    if (step.kind === "forward") return nodes[step.index].name;
    return `d${root.name}/d${nodes[step.arg ?? step.index].name}`;
  }

  isRight(guess, answer) {
    if (Number.isNaN(answer)) return Number.isNaN(guess);
    const isClose = Math.abs(guess - answer) <= this.tolerance * Math.abs(answer);
    return guess === answer || (Number.isFinite(answer) && isClose);
  }

  // The name of the misconception that leads to a wrong guess; null if none does.
  suspicion(step, guess) {
    const numbers = this.numbers(step);
    for (const [name, weights] of this.misconceptions[step.kind]) {
      const names = Object.keys(weights);
      if (!names.every((key) => key in numbers)) continue;
      const total = names.reduce((sum, key) => sum + weights[key] * numbers[key], 0);
      if (this.isRight(guess, total)) return name;
    }
    return null;
  }

  numbers(step) {
    if (step.kind === "seed") return { value: this.trace.root.value };
    if (step.kind === "backward") return step;
    const [first, second] = step.args;
    if (second === undefined) return { result: step.result, first };
    return { result: step.result, first, second, product: first * second };
  }

  // What is asked before a step, and what helps after a wrong guess.
  question(step, text) {
    const { nodes, root } = this.trace;
    if (step.kind === "seed") {
      return { question: text("quiz.ask_seed", { root: root.name }), hint: text("quiz.hint_seed") };
    }
    const { name, expression } = nodes[step.index];
    if (step.kind === "forward") {
      const numbers = step.args.map(short).join(", ");
      return {
        question: text("quiz.ask_forward", { name, expression }),
        hint: text("quiz.hint_forward", { numbers }),
      };
    }
    const names = { root: root.name, arg: nodes[step.arg].name, name, rule: step.rule };
    const [before, local, upstream] = [step.before, step.local, step.upstream].map(short);
    return {
      question: text(step.before ? "quiz.ask_sum" : "quiz.ask_flow", names),
      hint: text(step.before ? "quiz.hint_sum" : "quiz.hint_flow", { before, local, upstream }),
    };
  }
}
