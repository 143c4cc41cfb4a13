using System.Globalization;
using System.Runtime.InteropServices;
using OpsBot.Sandbox.Caddy;
using OpsBot.Sandbox.Postgres;

namespace OpsBot.Sandbox.Running;

/// <summary>Starts the sandbox, says where to look, and ends with Ctrl+C.</summary>
static class SandboxProgram
{
    public static async Task<int> Run(string[] args)
    {
        // This program speaks to whoever started it.
#pragma warning disable RS0030
        var (output, errors) = (Console.Out, Console.Error);
#pragma warning restore RS0030
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
        var options = Read(args);
        try
        {
            await using var sandbox = await SandboxHost.Start(
                options with
                {
                    BotAddress = SandboxHost.FreeNear(options.BotAddress),
                    ProxyAddress = SandboxHost.FreeNear(new("http://127.0.0.1:5081")),
                }, stop.Token);
            await output.WriteLineAsync(
                $"""

                OpsBot is ready. Open {sandbox.Address} in a browser.

                  You are Olivia, an operator. Type   /instance stop acme-prod
                  then                                /instance delete acme-prod
                  and become Adam, an admin, to approve it.

                  The same people with the same bot in Discord: {new Uri(sandbox.Address, "discord")}

                  Visitors of customers come through {(CaddyServer.IsInstalled ? "Caddy" : "a pretend Caddy")}: {sandbox.ShopAddress}

                  The bot listens at {sandbox.BotAddress}, its data is in {options.Folder}. Ctrl+C ends everything.
                  For its command line, in another terminal:   (. {sandbox.SettingsPath}; dotnet run --project src/Bot -- doctor)

                """);
            await sandbox.Wait(stop.Token);
            return 0;
        }
        catch (PostgresUnavailableException wrong)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (IOException taken) when (taken.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            await errors.WriteLineAsync(
                $"{options.Address} is taken; is another sandbox running? Start this one elsewhere: ./run --urls http://127.0.0.1:5090");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    static SandboxOptions Read(string[] args)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("OPSBOT_").AddCommandLine(args).Build();
        var usual = new SandboxOptions();
        return new()
        {
            Address = new Uri(settings["urls"] ?? usual.Address.ToString()),
            BotAddress = new Uri(settings["bot-urls"] ?? usual.BotAddress.ToString()),
            Folder = settings["data"] ?? usual.Folder,
            ConnectionString = settings["Database:ConnectionString"],
            Pace = double.TryParse(settings["Sandbox:Pace"], CultureInfo.InvariantCulture, out var pace) && pace is > 0 and <= 10
                ? pace : usual.Pace,
            HealthEvery = int.TryParse(settings["health-every"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds > 0 && 60 % seconds == 0 ? TimeSpan.FromSeconds(seconds) : usual.HealthEvery,
            SocketMode = settings["socket-mode"] is "true" or "yes",
        };
    }
}
