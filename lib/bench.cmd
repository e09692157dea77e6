@echo off
rem Flowbench's one command on Windows. Builds the library on first use; run "lib\bench build" after a change.
setlocal
set "LIB=%~dp0"
set "JAR=%LIB%target\flowbench.jar"

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo bench: Java was not found; install a JDK, version 17 or later, or set JAVA_HOME. 1>&2
    exit /b 2
)
"%JAVA%" --list-modules 2>nul | findstr /b "jdk.jshell@" >nul
if errorlevel 1 (
    echo bench: this Java has no jshell; Flowbench needs a whole JDK, 17 or later. 1>&2
    exit /b 2
)

if "%~1"=="test" goto test
if "%~1"=="build" goto build
if not exist "%JAR%" call :package
if errorlevel 1 exit /b 2

"%JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8 -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:build
call :package
exit /b %ERRORLEVEL%

:test
rem The words after "test" go to Maven.
for /f "tokens=1,*" %%a in ("%*") do set "REST=%%b"
call mvn -f "%LIB%pom.xml" verify %REST%
exit /b %ERRORLEVEL%

:package
where mvn >nul 2>&1
if errorlevel 1 (
    echo bench: Maven was not found; it builds Flowbench on first use. 1>&2
    exit /b 2
)
echo bench: building Flowbench 1>&2
call mvn -q -f "%LIB%pom.xml" -DskipTests package 1>&2
if errorlevel 1 (
    echo bench: the build failed. 1>&2
    exit /b 2
)
exit /b 0
