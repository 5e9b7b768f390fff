#!/usr/bin/env python3
"""The manual page and the completions of shells hold what --help tells, and are read by what they are written for.

usage: declared_test.py PROGRAM [WORD]     WORD: only the checks whose name holds it
"""
import inspect
import re
import shutil
import subprocess
import sys

from cli_test import Skip, check, commands, run_checks


def declared(cli):
    """The options of each command, as its --help tells them."""
    found = {}
    for command in commands(cli):
        out = cli.expect(0, command, "--help").stdout
        found[command] = set(
            re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", "\n".join(re.findall(r"^  (-\S+)", out, flags=re.M))))
        check({"-h", "--help", "--quiet"} <= found[command], f"{command}: {found[command]}")
    return found


def ask(*command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)


def completed(cli, *words):
    """What bash offers for the last of the words."""
    script = cli.expect(0, "completion", "bash").stdout
    line = " ".join(f"'{w}'" for w in words)
    done = ask(
        "bash", text=
        f"{script}\nCOMP_WORDS=(farside {line})\nCOMP_CWORD={len(words)}\n_farside\n"
        f"printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
    )
    check(done.returncode == 0, f"{words}: {done.stderr}")
    return done.stdout.split()


def each_command_and_option_is_in_each(cli):
    manual = cli.expect(0, "manual").stdout.replace("\\-", "-")
    bash, zsh = (cli.expect(0, "completion", shell).stdout for shell in ("bash", "zsh"))
    for command, options in declared(cli).items():
        section = manual.partition(f".SS farside {command} ")[2].partition(".SS ")[0]
        in_bash = bash.partition(f"    {command})\n")[2].partition("      ;;\n")[0]
        in_zsh = zsh.partition(f"    {command})\n")[2].partition("      ;;\n")[0]
        check(section and in_bash and in_zsh and f"'{command}:" in zsh, f"{command} is missing")
        offered = set(re.search(r"^      options='(.*)'$", in_bash, flags=re.M)[1].split())
        check(offered == options, f"{command}: bash offers {offered}, --help tells {options}")
        for option in options:
            check(f"\\fB{option}\\fR" in section, f"the manual lacks {command} {option}")
            check(re.search(rf"{option}[=+]?\[", in_zsh), f"zsh lacks {command} {option}")
    for code in (0, 2, 3, 4, 5, 6, 70, 74, 75):
        check(f".TP\n{code}\n" in manual.partition(".SH EXIT STATUS")[2], f"the manual lacks exit {code}")


def bash_completes(cli):
    script = cli.expect(0, "completion", "bash").stdout
    done = ask("bash", "-n", text=script)
    check(done.returncode == 0 and done.stderr == "", done.stderr)
    for words, expected in ((["r"], ["run", "reduce", "replay", "rare"]), (["--v"], [
            "--version"
    ]), (["help", "me"], ["merge"]), (["run", "--pro"], ["--progress"]), (["run", "a.yaml", "--progress", "j"], [
            "json"
    ]), (["run", "--progress", "=", "b"], ["bar"]), (["run", "--isa", "="], ["auto", "baseline", "avx2", "avx512"]), ([
            "cases", "a.h5", "--cause", "tip"
    ], ["tip_over"]), (["example", "closed_form/d"], ["closed_form/drop"]), (["completion", ""], ["bash", "zsh"]), ([
            "run", "a"
    ], []), (["run", "--log", ""], []), (["nowhere", "-"], [])):
        check(sorted(completed(cli, *words)) == sorted(expected), f"{words}: {completed(cli, *words)}, not {expected}")


def zsh_reads_its_completion(cli):
    script = cli.expect(0, "completion", "zsh").stdout
    check(script.startswith("#compdef farside\n"), script[:100])
    if not shutil.which("zsh"):
        raise Skip("no zsh here")
    done = ask("zsh", "-n", text=script)
    check(done.returncode == 0 and done.stderr == "", done.stderr)


def man_shows_the_manual(cli):
    page = cli.expect(0, "manual").stdout
    if shutil.which("man"):
        done = ask("env", "MANWIDTH=80", "LC_ALL=C.UTF-8", "man", "--warnings", "-l", "-", text=page)
    elif shutil.which("mandoc"):
        done = ask("mandoc", "-T", "utf8", text=page)
    else:
        raise Skip("neither man nor mandoc here")
    shown = re.sub(r".\x08", "", done.stdout)
    check(done.returncode == 0 and done.stderr == "", f"exit {done.returncode}: {done.stderr}")
    for text in ("farside run CONFIG -o FILE [OPTIONS]", "-o, --output FILE", "farside example [NAME]", "EXIT STATUS",
                 "stopped early"):
        check(text in shown, f"the shown page lacks {text!r}:\n{shown[:2000]}")


def another_shell_is_usage(cli):
    cli.expect(2, "completion", "basch", says=["unknown shell (did you mean 'bash'?)", "choose bash or zsh"])
    cli.expect(2, "completion", says="SHELL is required")


CHECKS = [
    f for _, f in inspect.getmembers(sys.modules[__name__], inspect.isfunction)
    if list(inspect.signature(f).parameters) == ["cli"] and f not in (declared, commands)
]

if __name__ == "__main__":
    sys.exit(run_checks(CHECKS, sys.argv))
