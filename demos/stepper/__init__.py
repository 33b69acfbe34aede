"""The stepper: a lesson in a terminal, walked through forwards and backwards.

`tour` is where the reader is, without a screen; `panel` is what is said there, as styled lines;
`quizzing` asks. `app` is the program (Textual), `lesson_screen` its main screen, `graph_view` the
graph on it, `dialogs` what lies over it, `course_screen` the list of lessons. `terminal` leaves the
terminal as it was.

Absent on purpose: numbers and sentences of its own. Steps are those of the trace, sentences those
of `viz.narration` and of the files in `demos/text`, graphs those of `viz.sketch`.
"""
