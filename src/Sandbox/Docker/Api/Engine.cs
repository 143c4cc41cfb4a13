namespace OpsBot.Sandbox.Docker.Api;

/// <summary>What the engine says of itself.</summary>
static class Engine
{
    public static IResult Ping => Results.Text("OK");

    public static IResult Version(PretendHost host) => Answers.Of(new
    {
        Platform = new { Name = "Docker Engine - Community" },
        Version = "28.2.2",
        host.ApiVersion,
        MinAPIVersion = host.OldestApiVersion,
        GitCommit = "45873be",
        GoVersion = "go1.24.3",
        Os = "linux",
        Arch = "amd64",
        KernelVersion = "6.8.0",
        BuildTime = "2025-05-30T12:07:26.000000000+00:00",
    });
}
