using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Stories;

public sealed class AskingTheDoctor(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task In_the_sandbox_all_is_well_on_both_platforms()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "OpsBot.Bot.dll");
        await using var doctor = OtherProcess.Of("bash", environment: null, "-c", ". \"$0\" && exec dotnet \"$1\" doctor",
            stage.Sandbox.SettingsPath, program);

        await Eventually.True(() => doctor.HasExited && doctor.Output.EndsWith("All is well.", StringComparison.Ordinal),
            what: $"the doctor finds nothing to repair; it said:\n{doctor.Output}");

        Assert.Equal(0, doctor.ExitCode);
        Assert.Contains("✓ #ops is there for Ops", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_are_for_nobody_elses_eyes()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(stage.Sandbox.SettingsPath));
    }
}
