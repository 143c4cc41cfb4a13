namespace OpsBot.Core.Instances.Runtime;

/// <summary>Whether a started instance has come up, is still coming, or will not.</summary>
public enum Readiness { Coming, Ready, Failed }

public static class ReadinessOfStates
{
    extension(RuntimeState state)
    {
        /// <summary>To be asked after a start; a container without a health check is ready once it runs.</summary>
        public Readiness Readiness => state.Phase switch
        {
            RuntimePhase.Running => state.Health switch
            {
                RuntimeHealth.Unchecked or RuntimeHealth.Healthy => Readiness.Ready,
                RuntimeHealth.Starting => Readiness.Coming,
                RuntimeHealth.Unhealthy => Readiness.Failed,
            },
            RuntimePhase.Created or RuntimePhase.Restarting => Readiness.Coming,
            RuntimePhase.Absent or RuntimePhase.Paused or RuntimePhase.Removing or
                RuntimePhase.Exited or RuntimePhase.Dead => Readiness.Failed,
        };
    }
}
