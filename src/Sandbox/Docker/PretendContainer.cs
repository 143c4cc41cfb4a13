using OpsBot.Core.Clients.Docker;

namespace OpsBot.Sandbox.Docker;

/// <summary>One pretend container: created, running, exited as Docker does it, computed from the time when looked at.</summary>
public sealed class PretendContainer
{
    readonly Lock sync = new();
    readonly DockerWorld world;
    readonly PretendChance chance;
    readonly PretendLog log;
    PretendFailure? nextStart;
    DateTimeOffset? healthyAt, endsAt;
    PretendFailure? ending;
    bool crashLoop;
    readonly List<PretendVolume> volumes = [];
    readonly List<string> folders = [];

    internal PretendContainer(
        string name, string image, IReadOnlyDictionary<string, string> labels, DockerWorld world, PretendChance chance)
    {
        (Name, Image, Labels, this.world, this.chance) = (name, image, labels, world, chance);
        CreatedAt = world.Time.GetUtcNow();
        DataFolder = labels.GetValueOrDefault(DockerLabels.Data);
        log = new PretendLog(name, image, chance);
    }

    public string Id => chance.Hex;

    public string Name { get; }

    public string Image { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public string? Instance => Labels.GetValueOrDefault(DockerLabels.Instance);

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>A container with a terminal has one log stream without frames.</summary>
    public bool Terminal { get; set; }

    /// <summary>Trouble: it does not end when asked to, only when killed.</summary>
    public bool IgnoresStop { get; set; }

    /// <summary>Trouble: its health check fails from now on.</summary>
    public bool Unhealthy { get; set; }

    /// <summary>Where its data is, which its label may get wrong.</summary>
    public string? DataFolder { get; set; }

    /// <summary>Without a health check it is taken for well as soon as it runs.</summary>
    public bool HasHealthCheck { get; set; } = true;

    /// <summary>What it prints at its start and nothing else, instead of what an Odoo says.</summary>
    public IReadOnlyList<string>? Prints { get => log.Script; set => log.Script = value; }

    public IReadOnlyList<PretendVolume> Volumes => volumes;

    /// <summary>Folders of the host, mounted into it.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>How it is now.</summary>
    public PretendState Now
    {
        get
        {
            lock (sync)
                return Advance();
        }
    }

    PretendState state = new("created");

    /// <summary>Trouble: the next start goes wrong in this way.</summary>
    public void FailNextStart(PretendFailure failure)
    {
        lock (sync)
            nextStart = failure;
    }

    /// <summary>Trouble: it crashes now.</summary>
    public void Crash(PretendFailure failure)
    {
        lock (sync)
        {
            Advance();
            if (state.Running)
                End(world.Time.GetUtcNow(), failure);
        }
    }

    /// <summary>Trouble: it ends and is restarted over and over, until it is stopped.</summary>
    public void CrashLoop()
    {
        lock (sync)
        {
            crashLoop = true;
            End(world.Time.GetUtcNow(), PretendFailure.DatabaseGone);
            state = state with { Status = "restarting", Running = true, RestartCount = state.RestartCount + 7 };
        }
    }

    internal void Mount(PretendVolume volume) => volumes.Add(volume);

    internal void MountFolder(string path) => folders.Add(path);

    internal void Pretend(PretendStart start, TimeSpan since)
    {
        var at = world.Time.GetUtcNow() - since;
        lock (sync)
        {
            CreatedAt = at - TimeSpan.FromMinutes(1);
            if (start == PretendStart.Creating)
                return;
            Run(at, fails: null);
            if (start == PretendStart.Running)
                return;
            Advance();
            if (start == PretendStart.Stopped)
                End(at + world.StartTakes, exitCode: 0);
            else
                End(at + world.StartTakes, PretendFailure.DatabaseGone);
        }
    }

    /// <summary>Null when started; else what the engine says. A crash during the boot is no refusal of the start.</summary>
    internal string? Start()
    {
        lock (sync)
        {
            var mayFail = chance.Of(world.EveryStartFails ? 100 : world.FailingStartsInHundred);
            var fails = nextStart ?? (mayFail ? chance.Pick(Enum.GetValues<PretendFailure>()) : null);
            nextStart = null;
            if (fails != PretendFailure.PortTaken)
            {
                Run(world.Time.GetUtcNow(), fails);
                return null;
            }

            var why = $"driver failed programming external connectivity on endpoint {Name} ({Id}): " +
                "Bind for 0.0.0.0:8069 failed: port is already allocated";
            state = state with { Status = state.Status == "created" ? "created" : "exited", Running = false, ExitCode = 128, Error = why };
            return why;
        }
    }

    internal void Stop(int exitCode)
    {
        lock (sync)
        {
            Advance();
            // Between two runs there is nothing to end: what it said last stays said.
            if (state.Running)
                End(world.Time.GetUtcNow(), crashLoop ? state.ExitCode : exitCode);
            crashLoop = false;
        }
    }

    internal void SetPaused(bool paused)
    {
        lock (sync)
        {
            Advance();
            state = state with { Status = paused ? "paused" : "running" };
            log.Pause(paused, world.Time.GetUtcNow());
        }
    }

    internal IReadOnlyList<PretendLogLine> Log(int? tail)
    {
        lock (sync)
        {
            Advance();
            return log.Read(world.Time.GetUtcNow(), tail);
        }
    }

    void Run(DateTimeOffset at, PretendFailure? fails)
    {
        state = new PretendState("running") { Running = true, StartedAt = at, RestartCount = state.RestartCount };
        healthyAt = at + world.StartTakes;
        ending = fails;
        endsAt = fails is null ? null : at + (world.StartTakes * 0.7);
        log.Boot(at, world.StartTakes, fails);
    }

    PretendState Advance()
    {
        if (state.Status == "running" && endsAt is { } end && end <= world.Time.GetUtcNow())
            End(end, ending!.Value);
        return state with { Health = Health };
    }

    string Health =>
        !HasHealthCheck ? ""
        : !state.Running || crashLoop ? "unhealthy"
        : Unhealthy ? "unhealthy"
        : healthyAt > world.Time.GetUtcNow() ? "starting"
        : "healthy";

    void End(DateTimeOffset at, PretendFailure failure)
    {
        log.Crash(at, failure);
        End(at, failure == PretendFailure.OutOfMemory ? 137 : 1);
        state = state with { OutOfMemory = failure == PretendFailure.OutOfMemory };
    }

    void End(DateTimeOffset at, int exitCode)
    {
        log.End(at, exitCode);
        (endsAt, ending) = (null, null);
        state = state with { Status = "exited", Running = false, ExitCode = exitCode, FinishedAt = at };
    }
}

/// <summary>A container's state in Docker's words.</summary>
public sealed record PretendState(string Status)
{
    public bool Running { get; init; }

    public string Health { get; init; } = "starting";

    public int ExitCode { get; init; }

    public string Error { get; init; } = "";

    public bool OutOfMemory { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public int RestartCount { get; init; }
}
