"""Linux's means to shut a process in: namespaces, a root of its own, Landlock, limits.

`enter_root` is done once, by the zygote: from then on it and its children
see the interpreter and the libraries, read-only, and nothing else of the machine. `shut_in` is
done by each child: no network, no other processes, a small folder in memory, no rights. Landlock
and a filter on system calls come on top where the system has them.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from course.grading.inside.seccomp import filter_calls

NEWNS, NEWUSER, NEWIPC, NEWPID, NEWNET = 0x20000, 0x10000000, 0x08000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = (
    1, 2, 4, 32, 4096, 16384, 1 << 18,
)  # fmt: skip
_MNT_DETACH, _AT_RECURSIVE, _AT_FDCWD = 2, 0x8000, -100
_MOUNT_SETATTR, _LANDLOCK = 442, (444, 445, 446)
_PIVOT_ROOT = {
    "x86_64": 155, "aarch64": 41, "riscv64": 41, "armv7l": 218, "ppc64le": 203, "s390x": 217,
}  # fmt: skip
_PDEATHSIG, _NO_NEW_PRIVS, _CAPBSET_DROP = 1, 38, 24
_ATTR_READ_ONLY = struct.pack("QQQQ", 0x1 | 0x2, 0, 0, 0)
_READ_FILE_DIR_RUN = 1 | 4 | 8

FOLDER = "/own/work"
"""Where a child's folder is, in a root of its own; what lies above it belongs to the child too."""
LAST_UID = 65_533

libc = ctypes.CDLL(None, use_errno=True)


def _done(code: int, what: str) -> int:
    if code < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return code


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    words = [one.encode() or None for one in (source, target, kind)]
    data = options.encode() or None
    _done(libc.mount(*words, ctypes.c_ulong(flags), data), f"mount {target}")


def die_with_parent() -> None:
    """Nothing; this process is killed when the one that made it ends."""
    libc.prctl(_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def own_processes() -> bool:
    """Whether a user namespace was needed; this process is the first of its own afterwards.

    The process that called is left behind to wait, and ends with the one that goes on. Raises
    OSError where the system does not allow it.
    """
    uid, gid = os.getuid(), os.getgid()
    own = int(libc.unshare(NEWNS | NEWPID)) < 0
    if own:
        _done(libc.unshare(NEWUSER | NEWNS | NEWPID), "a user namespace")
        _map("/proc/self", uid, gid)
    going_on = os.fork()
    if going_on:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(going_on, 0)[1]) & 0xFF)
    die_with_parent()
    return own


def _map(process: str, uid: int, gid: int, proc: int | None = None) -> None:
    # A superuser without its rights (in some containers) is nobody special in there.
    inner_uid, inner_gid = uid or LAST_UID, gid or LAST_UID
    lines = (
        ("setgroups", "deny"),
        ("uid_map", f"{inner_uid} {uid} 1"),
        ("gid_map", f"{inner_gid} {gid} 1"),
    )
    for name, text in lines:
        handle = os.open(f"{process}/{name}", os.O_WRONLY, dir_fd=proc)
        os.write(handle, text.encode("ascii"))
        os.close(handle)


def enter_root(base: str, seen: Iterable[str], over: Iterable[tuple[str, str]]) -> None:
    """Nothing; this process has a root of its own afterwards.

    `base` is an empty folder, `seen` are the files and folders that stay visible at their places,
    read-only, and `over` pairs of (what lies, where) that are laid over them. Raises OSError.
    """
    _mount("", "/", "", _MS_REC | _MS_PRIVATE)
    _mount("course", base, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=4m,mode=755")
    for path in _without_nested(seen):
        _show(path, base + path)
    for device in ("null", "zero", "urandom", "random"):
        _bind(f"/dev/{device}", f"{base}/dev/{device}")
    for what, where in over:
        _show(what, base + where)
    os.makedirs(base + os.path.dirname(FOLDER), exist_ok=True)
    os.chdir(base)
    _done(libc.syscall(_PIVOT_ROOT[platform.machine()], b".", b"."), "a root of its own")
    _done(libc.umount2(b".", _MNT_DETACH), "leaving the old root")
    os.chdir("/")
    _mount("", "/", "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def fork_apart(home: int) -> int:
    """As os.fork, but the child is the first of a process namespace of its own.

    `home` is a handle of this process's own namespace (/proc/self/ns/pid).
    """
    _done(libc.unshare(NEWPID), "a process namespace")
    child = os.fork()
    if child:
        _done(libc.setns(home, NEWPID), "going home")
    return child


def _without_nested(paths: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path == one or path.startswith(one + "/") for one in kept):
            kept.append(path)
    return kept


def _bind(path: str, place: str) -> None:
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if not os.path.exists(place):
            os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o644))
    _mount(path, place, "", _MS_BIND | _MS_REC)


def _show(path: str, place: str) -> None:
    if os.path.islink(path):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(os.readlink(path), place)
        return
    _bind(path, place)
    attributes = ctypes.create_string_buffer(_ATTR_READ_ONLY)
    done = libc.syscall(
        _MOUNT_SETATTR, _AT_FDCWD, place.encode(), _AT_RECURSIVE, attributes,
        ctypes.c_size_t(len(_ATTR_READ_ONLY)),
    )  # fmt: skip
    if done < 0:  # before Linux 5.12
        _mount("", place, "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID)


@dataclass(frozen=True)
class Room:
    """What a child may use: bytes of memory beyond the libraries', bytes of its folder, number of
    processes and threads, seconds of computing. `slot` is a small number that no other child has
    at the same time."""

    slot: int
    memory: int
    folder: int
    tasks: int
    seconds: float


def shut_in(room: Room, own: bool, proc: int) -> None:
    """Nothing; this process, the first of a new process namespace, has no way out.

    `own` says whether a user namespace was entered before, `proc` is a handle of /proc that is
    closed on the way. Raises OSError.
    """
    die_with_parent()
    os.setsid()
    uid, gid = os.getuid(), os.getgid()
    if own:  # one more, so that its number of processes is counted alone
        _done(libc.unshare(NEWUSER), "a user namespace")
        _map("self", uid, gid, proc)
    _done(libc.unshare(NEWNS | NEWNET | NEWIPC), "namespaces")
    _limit(room, proc)
    if not own:
        uid = gid = LAST_UID - room.slot
    owner = f"size={room.folder},nr_inodes=4096,mode=700,uid={uid},gid={gid}"
    _mount("work", os.path.dirname(FOLDER), "tmpfs", _MS_NOSUID | _MS_NODEV, owner)
    if not own:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        die_with_parent()  # a change of user takes it off
    os.mkdir(FOLDER)
    os.chdir(FOLDER)
    _drop_rights()
    _landlock()
    filter_calls()


def _drop_rights() -> None:
    for capability in range(64):
        if libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break
    header = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))
    _done(libc.capset(header, ctypes.create_string_buffer(24)), "giving up rights")
    _done(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")


def _limit(room: Room, proc: int) -> None:
    handle = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    now = int(os.read(handle, 200).split()[0]) * resource.getpagesize()
    os.close(handle)
    # If memory runs out all the same, the system is to take this process and no other.
    handle = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc)
    os.write(handle, b"1000")
    os.close(handle)
    os.close(proc)
    limits = {
        resource.RLIMIT_AS: now + room.memory,
        resource.RLIMIT_FSIZE: room.folder,
        resource.RLIMIT_NPROC: room.tasks,
        resource.RLIMIT_CPU: int(room.seconds) + 5,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))


def landlock_version() -> int:
    """The version of Landlock that the kernel offers; 0 for none."""
    return max(0, int(libc.syscall(_LANDLOCK[0], None, ctypes.c_size_t(0), 1)))


def _landlock() -> None:
    version = landlock_version()
    if not version:
        return
    files = (1 << 13) - 1 | (version >= 2) << 13 | (version >= 3) << 14 | (version >= 5) << 15
    network = 3 if version >= 4 else 0
    scoped = 3 if version >= 6 else 0  # no signals to others, no abstract sockets of others
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = ctypes.create_string_buffer(struct.pack("QQQ", files, network, scoped))
    made = _done(libc.syscall(_LANDLOCK[0], rules, ctypes.c_size_t(size), 0), "Landlock")
    write_file = 2 | (version >= 3) << 14
    for path, rights in (
        ("/", _READ_FILE_DIR_RUN), (os.path.dirname(FOLDER), files), ("/dev/null", write_file),
    ):  # fmt: skip
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
        _done(libc.syscall(_LANDLOCK[1], made, 1, rule, 0), f"Landlock for {path}")
        os.close(place)
    _done(libc.syscall(_LANDLOCK[2], made, 0), "Landlock")
    os.close(made)
