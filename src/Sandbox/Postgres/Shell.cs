using System.ComponentModel;
using System.Diagnostics;

namespace OpsBot.Sandbox.Postgres;

/// <summary>What a program that ran to its end left behind.</summary>
sealed record Finished(int Code, string Output)
{
    public bool Worked => Code == 0;

    public string LastLine => Output.TrimEnd().Split('\n')[^1].Trim();
}

/// <summary>Runs other programs of this machine.</summary>
static class Shell
{
    const int NotFound = 127;

    public static async Task<Finished> Run(IReadOnlyList<string> command, string input, CancellationToken cancel)
    {
        Process process;
        try
        {
            process = Start(command);
        }
        catch (Win32Exception e)
        {
            return new Finished(NotFound, e.Message);
        }
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading its input; its exit code says whether that was all right.
            }
            await process.WaitForExitAsync(cancel);
            return new Finished(process.ExitCode, await output + await errors);
        }
    }

    public static Task<Finished> Run(IReadOnlyList<string> command, CancellationToken cancel) => Run(command, "", cancel);

    /// <summary>Runs a bash script; its arguments arrive as $1, $2 and so on, so that no path needs quoting.</summary>
    public static IReadOnlyList<string> Bash(string script, params IEnumerable<string> arguments) =>
        ["bash", "-c", script, "opsbot", .. arguments];

    public static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Always enterable, also for the account that a command switches to.
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return Process.Start(start)!;
    }
}
