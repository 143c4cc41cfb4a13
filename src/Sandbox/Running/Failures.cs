using OpsBot.Sandbox.Docker;

namespace OpsBot.Sandbox.Running;

static class Failures
{
    /// <summary>Some running container ends by itself; what the operators see of it is for them to find out.</summary>
    public static string FailOne(DockerWorld docker)
    {
        var running = docker.Containers.Where(container => container.Now.Running).ToList();
        if (running.Count == 0) return "No container is running.";
        var victim = running[Random.Shared.Next(running.Count)];
        victim.Crash(PretendFailure.DatabaseGone);
        return $"The container of {victim.Instance} has ended. " +
            $"Try /instance show {victim.Instance}; within two minutes #alerts tells of it.";
    }
}
