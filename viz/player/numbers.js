// Numbers as Python writes them. The tests hold these functions to `viz.labels.number` and
// `viz.narration.short`, digit by digit.

const MINUS = "\u2212";

// Python's repr of a float.
function repr(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return pythonic(x.toExponential());
  const text = String(x);
  return text.includes(".") ? text : `${text}.0`;
}

// Python's f"{x:.{digits}g}".
function general(x, digits) {
  if (!Number.isFinite(x)) return repr(x);
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, power] = exponential(x, digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return pythonic(`${trimmed(mantissa)}e${power}`);
  return trimmed(fixed(x, digits - 1 - exponent));
}

// Six significant digits, for sentences.
function short(x) {
  return general(x, 6);
}

// A number as boxes and arrows show it; `spec` is ".4f", ".6g", ".3e" or "r".
function number(x, spec) {
  if (Number.isNaN(x)) return "NaN";
  const size = Math.abs(x);
  const text = size === Infinity ? "\u221e" : unsigned(size, spec);
  return x < 0 ? MINUS + text : text;
}

function unsigned(size, spec) {
  const digits = Number(spec.slice(1, -1));
  let text;
  if (spec === "r") {
    text = repr(size);
  } else if (spec.endsWith("e")) {
    text = exponential(size, digits);
  } else if (spec.endsWith("g")) {
    text = general(size, Math.max(digits, 1));
  } else {
    const least = 10 ** (digits > 1 ? 1 - digits : -digits);
    const fits = size === 0 || (size >= least && Number(fixed(size, digits)) < 1e6);
    text = fits ? fixed(size, digits) : exponential(size, Math.max(digits - 1, 0));
  }
  const [mantissa, exponent] = text.split("e");
  return exponent === undefined ? text : `${mantissa}e${Number(exponent)}`.replace("-", MINUS);
}

// toFixed and toExponential, but a tie goes to the even digit, as in Python: 0.03125 -> 0.0312.
const FURTHER = 30; // digits after which two doubles near a tie differ

function fixed(x, digits) {
  const exact = x.toFixed(digits + FURTHER);
  return toEven(exact.slice(0, -FURTHER), exact.slice(-FURTHER)) ?? x.toFixed(digits);
}

function exponential(x, digits) {
  const [mantissa, exponent] = x.toExponential(digits + FURTHER).split("e");
  const even = toEven(mantissa.slice(0, -FURTHER), mantissa.slice(-FURTHER));
  return even === null ? x.toExponential(digits) : `${even}e${exponent}`;
}

function toEven(kept, rest) {
  return /^50*$/.test(rest) && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, "") : null;
}

function trimmed(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

// The number a text says, as this page or Python writes it or with a decimal comma; null if none.
function read(text) {
  const typed = text.trim().toLowerCase().replaceAll(MINUS, "-").replace(",", ".");
  if (typed === "nan") return NaN;
  const x = Number(typed.replace(/^([+-]?)(inf|infinity|\u221e)$/, "$1Infinity"));
  return typed === "" || Number.isNaN(x) ? null : x;
}

// 1e-7 -> 1e-07
function pythonic(text) {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
