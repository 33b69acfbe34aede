"""The driver: compiled functions that run a program's kernels, for all rows, step after step."""

from .kernels import ORDERS, words
from .plan import TILE

JOB = (
    *("blocks", "*in", "in.bytes", "in.place", "*out", "out.bytes", "out.place"),
    *("sums.bytes", "sums.place", "bad.place"),
)
"""The words of a job: how many blocks of rows, where they are, how they go in and out."""

WORK = ("steps", "*rates", "rate.place", "*losses", "loss.place")
"""The words of the work of training: how many steps, with which rates, where losses go."""

DRIVER = """
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

define internal void @runs(ptr %memory, ptr %code) {
begin:
  br label %run
run:
  %at = phi ptr [ %code, %begin ], [ %next, %go ]
  %kernel = load ptr, ptr %at
  %is.end = icmp eq ptr %kernel, null
  br i1 %is.end, label %end, label %go
go:
  %orders = getelementptr i64, ptr %at, i64 1
  call void %kernel(ptr %memory, ptr %orders)
  %next = getelementptr i64, ptr %at, i64 WORDS
  br label %run
end:
  ret void
}

define i64 @program(ptr %memory, ptr %before, ptr %each, ptr %after, ptr %end, ptr %job) {
begin:
LOAD_JOB
  %in.to = getelementptr double, ptr %memory, i64 %in.place
  %out.from = getelementptr double, ptr %memory, i64 %out.place
  %sums = getelementptr double, ptr %memory, i64 %sums.place
  %bad = getelementptr double, ptr %memory, i64 %bad.place
  call void @llvm.memset.p0.i64(ptr %bad, i8 0, i64 BAD_BYTES, i1 false)
  call void @llvm.memset.p0.i64(ptr %sums, i8 0, i64 %sums.bytes, i1 false)
  call void @runs(ptr %memory, ptr %before)
  %any = icmp ne i64 %blocks, 0
  br i1 %any, label %block, label %last
block:
  %i = phi i64 [ 0, %begin ], [ %i.next, %block ]
  %seen = phi BLOCK [ zeroinitializer, %begin ], [ %seen.next, %block ]
  %in.skip = mul i64 %i, %in.bytes
  %in.from = getelementptr i8, ptr %in, i64 %in.skip
  call void @llvm.memcpy.p0.p0.i64(ptr %in.to, ptr %in.from, i64 %in.bytes, i1 false)
  store BLOCK zeroinitializer, ptr %out.from, align 8
  call void @runs(ptr %memory, ptr %each)
  %checks = load BLOCK, ptr %out.from, align 8
  %seen.next = fadd BLOCK %seen, %checks
  %out.skip = mul i64 %i, %out.bytes
  %out.to = getelementptr i8, ptr %out, i64 %out.skip
  call void @llvm.memcpy.p0.p0.i64(ptr %out.to, ptr %out.from, i64 %out.bytes, i1 false)
  %i.next = add i64 %i, 1
  %more = icmp ult i64 %i.next, %blocks
  br i1 %more, label %block, label %last
last:
  %all = phi BLOCK [ zeroinitializer, %begin ], [ %seen.next, %block ]
  call void @runs(ptr %memory, ptr %after)
  %row = call reassoc double @llvm.vector.reduce.fadd.vROWSf64(double 0.0, BLOCK %all)
  %whole = load BAD, ptr %bad, align 8
  %once = call reassoc double @llvm.vector.reduce.fadd.vTILEf64(double 0.0, BAD %whole)
  %sum = fadd double %row, %once
  %fine = fcmp oeq double %sum, 0.0
  %result = zext i1 %fine to i64
  ret i64 %result
}

define i64 @train(ptr %memory, ptr %before, ptr %each, ptr %after, ptr %end, ptr %job, ptr %work) {
begin:
LOAD_WORK
  %rate = getelementptr double, ptr %memory, i64 %rate.place
  %loss.at = getelementptr double, ptr %memory, i64 %loss.place
  br label %step
step:
  %i = phi i64 [ 0, %begin ], [ %i.next, %sound ]
  %is.over = icmp uge i64 %i, %steps
  br i1 %is.over, label %done, label %go
go:
  %rate.from = getelementptr double, ptr %rates, i64 %i
  %lr = load double, ptr %rate.from
  store double %lr, ptr %rate
  %fine = call i64 @program(
    ptr %memory, ptr %before, ptr %each, ptr %after, ptr %end, ptr %job)
  %is.sound = icmp ne i64 %fine, 0
  br i1 %is.sound, label %sound, label %done
sound:
  %loss = load double, ptr %loss.at
  %loss.to = getelementptr double, ptr %losses, i64 %i
  store double %loss, ptr %loss.to
  call void @runs(ptr %memory, ptr %end)
  %i.next = add i64 %i, 1
  br label %step
done:
  ret i64 %i
}
"""
"""Two functions: `program` runs what comes before the rows, each block of rows, what comes after.

It returns 1 if all is finite and every guard holds. `train` does so step after step, and what comes
at the end of a step; it stops before a step that is not sound, and returns how many were.
"""


def driver_code(rows: int) -> str:
    """The functions that run a program, for blocks of so many rows."""
    meanings = {
        "LOAD_JOB": words("%job", JOB),
        "LOAD_WORK": words("%work", WORK),
        "WORDS": str(1 + len(ORDERS)),
        "BAD_BYTES": str(8 * TILE),
        "BLOCK": f"<{rows} x double>",
        "BAD": f"<{TILE} x double>",
        "ROWS": str(rows),
        "TILE": str(TILE),
    }
    text = DRIVER
    for word, meaning in meanings.items():
        text = text.replace(word, meaning)
    declared = {rows, TILE}
    return text + "".join(
        f"declare double @llvm.vector.reduce.fadd.v{n}f64(double, <{n} x double>)\n"
        for n in sorted(declared)
    )
