// What a notebook finds imported, whichever way it is run:
//   lib/bench run NOTEBOOK
//   lib/bench shell [NOTEBOOK]
//   jshell --class-path lib/target/flowbench.jar --startup lib/startup.jsh notebooks/NOTEBOOK.jsh

// The imports of jshell's own start-up on Java 17, written out because later versions import more.
import java.io.*;
import java.math.*;
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.prefs.*;
import java.util.regex.*;
import java.util.stream.*;

import flowbench.settings.*;
import static flowbench.settings.Setting.*;
import flowbench.runfolder.*;
import flowbench.database.*;
import flowbench.engine.*;
import flowbench.engines.*;
import flowbench.channels.*;
import flowbench.events.*;
import flowbench.telemetry.*;
import flowbench.scenario.*;
import flowbench.experiment.*;
import flowbench.statistics.*;
import flowbench.resources.*;
import flowbench.analysis.*;
import flowbench.comparison.*;
import flowbench.history.*;
import flowbench.exchange.*;
import flowbench.validation.*;
import flowbench.charts.*;
import flowbench.report.*;
import tech.tablesaw.api.*;
import static flowbench.notebook.Display.display;
