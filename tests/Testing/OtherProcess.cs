using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OpsBot.Tests.Testing;

/// <summary>A second process of ours, real enough to be killed: one of the solution's programs, or any command.</summary>
public sealed class OtherProcess : IAsyncDisposable
{
    readonly Process process;
    readonly ConcurrentQueue<string> lines = new();

    OtherProcess(ProcessStartInfo start)
    {
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) lines.Enqueue(line.Data); };
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) lines.Enqueue(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>The most memory, in bytes, that it has had at one time.</summary>
    public long PeakMemory
    {
        get
        {
            using var seen = Process.GetProcessById(Id);
            return seen.PeakWorkingSet64;
        }
    }

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public string Output => string.Join('\n', lines);

    /// <summary>Starts one of the solution's programs, for example <c>OpsBot.Bot</c>, as it was built with these tests.</summary>
    public static OtherProcess OfProgram(string assembly, IReadOnlyDictionary<string, string>? environment = null, params string[] args) =>
        Of("dotnet", environment, [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. args]);

    public static OtherProcess Of(string command, IReadOnlyDictionary<string, string>? environment = null, params string[] args)
    {
        var start = new ProcessStartInfo(command, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // As for the tests themselves: none of them lives long.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Until it has said the words; fails with all it said when it ends first.</summary>
    public async Task Says(string words)
    {
        await Eventually.True(() => HasExited || Output.Contains(words, StringComparison.Ordinal), what: $"\"{words}\" from process {Id}",
            seen: () => $"It said:\n{Output}");
        if (HasExited) await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains(words, Output, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL: no handler of the program runs. Returns when it is gone.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Tells it that nothing more is to come. Returns when it has ended.</summary>
    public async Task EndOfInput()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Ctrl-C, as the terminal sends it. Returns when the program has ended.</summary>
    public async Task Interrupt()
    {
        await Signal("INT", Id);
        // What a shell began in the background ignores it, and so do its children: that is said rather than waited for.
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
    }

    public static async Task Signal(string signal, params IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }
}
