"""Going through every moment there is, or as many as there is time for."""
import os
import time

SECONDS = float(os.environ.get("TD_FAULT_SECONDS", 8))  # for one walk; a night of it: 100000


def walk(candidates, what, seconds=SECONDS):
    """Yield the candidates: all of them while there is time, else spread evenly over them. At
    least the first 8 of that order, however slow the machine is."""
    candidates = list(candidates)
    bits = max(1, (len(candidates) - 1).bit_length())
    order = sorted(range(len(candidates)), key=lambda n: int(f"{n:0{bits}b}"[::-1], 2))
    end = time.monotonic() + seconds
    for done, n in enumerate(order):
        if time.monotonic() > end and done >= 8:
            print(f"{done} of {len(candidates)} {what} in {seconds:.0f} s (more with TD_FAULT_SECONDS)", flush=True)
            return
        yield candidates[n]
    print(f"all {len(candidates)} {what}", flush=True)
