"""A filter on system calls: what no notebook needs, and what could carry notes to others.

Keys of the kernel are shared by user, so one submission could leave the next a message; namespaces,
mounts, tracing and io_uring are large doors into the kernel. They answer "not permitted".
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ANY_NAMESPACE = 0x7E020080
_OTHER_ABI = 0x40000000

_CALLS = {
    "x86_64": (0xC000003E, 56, (
        101, 155, 161, 165, 166, 175, 246, 248, 249, 250, 272, 298, 308, 310, 311, 313, 320, 321,
        323, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442,
    )),
    "aarch64": (0xC00000B7, 220, (
        117, 41, 51, 40, 39, 105, 104, 217, 218, 219, 97, 241, 268, 270, 271, 273, 294, 280,
        282, 425, 426, 427, 428, 429, 430, 431, 432, 433, 442,
    )),
}  # fmt: skip
"""By machine: its mark, clone, and ptrace, pivot_root, chroot, mount, umount, init_module,
kexec_load, add_key, request_key, keyctl, unshare, perf_event_open, setns, process_vm_readv and
-writev, finit_module, kexec_file_load, bpf, userfaultfd, io_uring, the new mount calls."""
_CLONE3 = 435


def filter_calls() -> bool:
    """Whether the filter is in force for this process and its children, for good.

    On machines of other kinds there is none. Raises OSError. Needs no_new_privs.
    """
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    program = _program(*known)
    code = ctypes.create_string_buffer(program)
    length = len(program) // 8
    filter_of = ctypes.create_string_buffer(struct.pack("HxxxxxxP", length, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, filter_of, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "the filter on system calls")
    return True


def _program(mark: int, clone: int, refused: tuple[int, ...]) -> bytes:
    """The filter as Berkeley Packet Filter code; a jump counts the instructions to pass over."""
    checks = [(_EQUAL, number) for number in refused]
    if mark == _CALLS["x86_64"][0]:
        checks.insert(0, (_AT_LEAST, _OTHER_ABI))
    tail = [
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),  # the C library then takes clone
        (_EQUAL, 0, 2, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 1, 0, _ANY_NAMESPACE),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),
    ]
    middle = [
        (code, len(checks) - 1 - place + len(tail) - 1, 0, number)
        for place, (code, number) in enumerate(checks)
    ]
    head = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, mark),
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),
        (_LOAD, 0, 0, _NUMBER),
    ]
    return b"".join(struct.pack("HBBI", *one) for one in (*head, *middle, *tail))
