@echo off
rem Install the course from this folder, for Windows. Needs no network.
setlocal
set "here=%~dp0"
set "place=%USERPROFILE%\on-what-terms"
set "python="
for %%v in (3.13 3.12 3.11) do (
  if not defined python py -%%v -c "" >nul 2>nul && set "python=py -%%v"
)
if not defined python (
  echo This needs Python 3.11, 3.12 or 3.13, and none was found.
  pause
  exit /b 1
)
if not exist "%place%" mkdir "%place%"
%python% -m venv "%place%\python" || goto failed
"%place%\python\Scripts\python" -m pip --disable-pip-version-check install -q --no-index --no-deps --no-compile -f "%here%wheels" -r "%here%pins.txt" || goto failed
>"%place%\lessons.bat" echo @cd /d "%%~dp0" ^&^& python\Scripts\python -m course lab
cd /d "%place%"
python\Scripts\python -m course start work || goto failed
echo Installed. To open the lessons: double-click %place%\lessons.bat
pause
exit /b 0
:failed
echo It could not be installed: the lines above say why.
pause
exit /b 1
