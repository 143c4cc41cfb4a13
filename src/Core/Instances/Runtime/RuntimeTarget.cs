namespace OpsBot.Core.Instances.Runtime;

/// <summary>Where an instance runs: the server's address, and the value of the label its container carries.</summary>
public sealed record RuntimeTarget(string Address, string Instance);

/// <summary>What a command did: false when it was so already.</summary>
public sealed record RuntimeChange(bool Changed);

/// <summary>All instances found on one server.</summary>
public sealed record Survey(IReadOnlyList<SurveyedInstance> Instances);

/// <summary>One container of a survey; start and finish times are only known to <see cref="IRuntime.State"/>.</summary>
public sealed record SurveyedInstance(string Instance, RuntimeState State);
