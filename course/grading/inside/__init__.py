"""What runs inside, beside the student's code: nothing here knows an answer.

The course's copy in there (see course.grading.keyless) has these modules and no exercise records.
"""
