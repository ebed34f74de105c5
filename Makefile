# On What Terms. The two commands: `make lab` opens the lessons, `make test` tests the course.
# Needs only Python 3.11 or newer and make; everything else goes into .venv.

.PHONY: help lab test prove check tidy bench bench-grading pictures hub wheelhouse doctor clean
.DELETE_ON_ERROR:

RUN := .venv/bin/python
PINS := .binder/requirements.txt requirements/lab.txt pyproject.toml
# The pins are complete, so there is nothing to resolve (--no-deps), and Python compiles a module
# when it first needs it (--no-compile): together they halve the time of a first start.
PIP := $(RUN) -m pip --disable-pip-version-check install -qq --no-deps --no-compile

help:
	@echo "make lab      open the lessons in JupyterLab"
	@echo "make test     style, types and all quick tests"
	@echo "make prove    the slow proofs: Binder, no network, a class of thirty"
	@echo "make check    are lessons and data in order?"
	@echo "make tidy     take out of the notebooks what a front end added"
	@echo "make bench    measure start and clicks"
	@echo "make bench-grading  measure grading, beside three other graders"
	@echo "make pictures take the README's pictures anew"
	@echo "make hub      a class on this server, with JupyterHub"
	@echo "make wheelhouse  a folder to install from without a network"
	@echo "make doctor   what is wrong here, and how to mend it"
	@echo "make clean    remove what was made (.venv too; never work/)"

# A .venv that does not start, or that was made for another folder, is made anew. It says where
# it was made because pip writes that path into it.
HEALTHY := $(shell $(RUN) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null \
	&& test "$$(cat .venv/made-in 2>/dev/null)" = "$$(pwd -P)" && echo yes)
ifneq ($(HEALTHY),yes)
.PHONY: .venv/made-in
endif

# The first Python that really starts (a name on the path may be an empty promise) and is new
# enough; 3.15 and later only if there is no other.
.venv/made-in:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	    2>/dev/null && { found="$$python"; break; }; \
	  test -z "$$newer" && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 15))' \
	    2>/dev/null && newer="$$python"; \
	  test -z "$$old" && "$$python" -c '' 2>/dev/null && old="$$python"; \
	done; \
	found="$${found:-$$newer}"; \
	if test -z "$$found"; then \
	  if test -n "$$old"; then "$$old" -m course doctor; \
	  else echo "No Python was found. Install Python 3.11 or newer, then: make lab"; fi; \
	  exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	rm -rf .venv; \
	"$$found" -m venv .venv || { rm -rf .venv; \
	  echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"; \
	  exit 1; }; \
	pwd -P > .venv/made-in

.venv/lab: .venv/made-in $(PINS)
	@echo "Installing what the lessons need (about half a minute) ..."
	@$(PIP) -r requirements/lab.txt && $(PIP) --no-build-isolation -e . || { \
	  echo "The libraries could not be installed; the lines above say why. Is there a network?"; \
	  echo "What is missing is shown by: make doctor"; exit 1; }
	@touch $@

.venv/test: .venv/lab requirements/test.txt
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements/test.txt
	@touch $@

lab: .venv/lab
	@$(RUN) -m course lab $(ARGS)

# EncodingWarning only in pytest's own processes: in a kernel it would be printed into a lesson.
TWO := --tx "2*popen//python=$(RUN) -X warn_default_encoding" --dist loadfile --no-loadscope-reorder
test: .venv/test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest $(TWO) $(ARGS)

# The proofs, and those quick tests that otherwise take one lesson or page for all of them.
prove: .venv/test
	COURSE_ALL=yes $(RUN) -X warn_default_encoding -m pytest tests/prove tests/test_notebooks.py \
	  tests/test_authoring.py tests/browser/test_show.py $(ARGS)

check: .venv/test
	$(RUN) -m course contract
	$(RUN) -X warn_default_encoding -m pytest -q tests/test_data.py tests/test_treaty_data.py \
	  tests/test_seed.py $(ARGS)

tidy: .venv/lab
	$(RUN) -m course tidy

bench: .venv/test
	PYTHONPATH=.:tests $(RUN) tests/bench/first_output.py
	PYTHONPATH=.:tests $(RUN) tests/bench/click.py
	$(RUN) tests/bench/lessons.py
	$(RUN) tests/bench/engine.py
	PYTHONPATH=.:tests $(RUN) tests/bench/treaties.py

bench-grading: .venv/test
	PYTHONPATH=.:tests $(RUN) tests/bench/grading.py $(ARGS)

pictures: .venv/test
	PYTHONPATH=.:tests $(RUN) tests/browser/pictures.py

hub: .venv/test
	@$(RUN) -m course hub $(ARGS)

wheelhouse: .venv/lab
	@$(RUN) -m course wheelhouse $(ARGS)

doctor:
	@for python in $(RUN) $(PYTHON) python3 python; do \
	  "$$python" -c '' 2>/dev/null && exec "$$python" -m course doctor; \
	done; echo "No Python was found. Install Python 3.11 or newer, then: make lab"; exit 1

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find course tests requirements -name __pycache__ -type d -exec rm -rf {} +
