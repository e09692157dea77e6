package flowbench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The order of the packages: the measuring half and the reading half meet in the run folder and nowhere else. */
@AnalyzeClasses(packages = "flowbench", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTest {
    @ArchTest
    static final ArchRule aPackageDependsOnlyOnThoseBelowIt = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("settings")
            .definedBy("flowbench.settings")
            .layer("run folder")
            .definedBy("flowbench.runfolder")
            .layer("database")
            .definedBy("flowbench.database")
            .layer("engine")
            .definedBy("flowbench.engine")
            .layer("engines")
            .definedBy("flowbench.engines")
            .layer("realtime")
            .definedBy("flowbench.realtime")
            .layer("channels")
            .definedBy("flowbench.channels")
            .layer("events")
            .definedBy("flowbench.events")
            .layer("telemetry")
            .definedBy("flowbench.telemetry")
            .layer("scenario")
            .definedBy("flowbench.scenario")
            .layer("experiment")
            .definedBy("flowbench.experiment")
            .layer("terminal")
            .definedBy("flowbench.terminal")
            .layer("statistics")
            .definedBy("flowbench.statistics")
            .layer("resources")
            .definedBy("flowbench.resources")
            .layer("analysis")
            .definedBy("flowbench.analysis")
            .layer("comparison")
            .definedBy("flowbench.comparison")
            .layer("history")
            .definedBy("flowbench.history")
            .layer("exchange")
            .definedBy("flowbench.exchange")
            .layer("validation")
            .definedBy("flowbench.validation")
            .layer("charts")
            .definedBy("flowbench.charts")
            .layer("output")
            .definedBy("flowbench.output")
            .layer("report")
            .definedBy("flowbench.report")
            .layer("notebook")
            .definedBy("flowbench.notebook")
            .whereLayer("run folder")
            .mayOnlyAccessLayers("settings")
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("database")
            .mayOnlyAccessLayers("settings", "run folder")
            .whereLayer("engine")
            .mayOnlyAccessLayers("settings", "run folder", "database")
            .whereLayer("engines")
            .mayOnlyAccessLayers("settings", "run folder", "database", "engine")
            .whereLayer("realtime")
            .mayNotAccessAnyLayer()
            .whereLayer("channels")
            .mayOnlyAccessLayers("settings", "run folder", "database", "engine", "realtime")
            .whereLayer("events")
            .mayOnlyAccessLayers("settings", "run folder", "database", "engine", "channels")
            .whereLayer("telemetry")
            .mayOnlyAccessLayers("settings", "run folder", "database")
            .whereLayer("scenario")
            .mayOnlyAccessLayers("settings", "run folder", "database", "engine", "channels", "events")
            .whereLayer("experiment")
            .mayOnlyAccessLayers(
                    "settings",
                    "run folder",
                    "database",
                    "engine",
                    "engines",
                    "channels",
                    "events",
                    "telemetry",
                    "scenario",
                    "terminal",
                    "statistics")
            .whereLayer("terminal")
            .mayNotAccessAnyLayer()
            .whereLayer("statistics")
            .mayNotAccessAnyLayer()
            .whereLayer("resources")
            .mayOnlyAccessLayers("settings", "run folder", "statistics")
            .whereLayer("analysis")
            .mayOnlyAccessLayers("settings", "run folder", "terminal", "statistics", "resources")
            .whereLayer("comparison")
            .mayOnlyAccessLayers("settings", "run folder", "terminal", "statistics", "analysis")
            .whereLayer("history")
            .mayOnlyAccessLayers("settings", "run folder", "terminal", "statistics", "analysis")
            .whereLayer("exchange")
            .mayOnlyAccessLayers("settings", "run folder", "statistics", "analysis", "history")
            .whereLayer("validation")
            .mayOnlyAccessLayers("settings", "run folder", "statistics", "analysis", "comparison")
            .whereLayer("charts")
            .mayOnlyAccessLayers(
                    "settings", "run folder", "statistics", "resources", "analysis", "comparison", "history")
            .whereLayer("output")
            .mayOnlyAccessLayers("settings", "terminal", "statistics", "analysis", "charts")
            .whereLayer("report")
            .mayOnlyAccessLayers(
                    "settings",
                    "run folder",
                    "terminal",
                    "statistics",
                    "resources",
                    "analysis",
                    "comparison",
                    "history",
                    "charts")
            .whereLayer("notebook")
            .mayOnlyAccessLayers(
                    "settings",
                    "run folder",
                    "terminal",
                    "statistics",
                    "resources",
                    "analysis",
                    "comparison",
                    "history",
                    "exchange",
                    "validation",
                    "charts",
                    "output",
                    "report");

    @ArchTest
    static final ArchRule readingNeedsNoDatabase = noClasses()
            .that()
            .resideInAnyPackage(
                    "flowbench.runfolder",
                    "flowbench.terminal",
                    "flowbench.statistics",
                    "flowbench.resources",
                    "flowbench.analysis",
                    "flowbench.comparison",
                    "flowbench.history",
                    "flowbench.exchange",
                    "flowbench.validation",
                    "flowbench.charts",
                    "flowbench.output",
                    "flowbench.report")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..", "io.zonky..");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching("flowbench.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassIsInAPackageOfTheDesign = classes()
            .should()
            .resideInAnyPackage(
                    "flowbench.settings",
                    "flowbench.runfolder",
                    "flowbench.database",
                    "flowbench.engine",
                    "flowbench.engines",
                    "flowbench.realtime",
                    "flowbench.channels",
                    "flowbench.events",
                    "flowbench.telemetry",
                    "flowbench.scenario",
                    "flowbench.experiment",
                    "flowbench.terminal",
                    "flowbench.statistics",
                    "flowbench.resources",
                    "flowbench.analysis",
                    "flowbench.comparison",
                    "flowbench.history",
                    "flowbench.exchange",
                    "flowbench.validation",
                    "flowbench.charts",
                    "flowbench.output",
                    "flowbench.report",
                    "flowbench.notebook");
}
