// BL0006: the render tree is Blazor's own format and may change between major versions; this folder is the one
// place that reads it, in place of blazor.web.js, which would read it in the browser (docs/decisions/browser-workspace.md).
#pragma warning disable BL0006
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;

namespace OpsBot.Sandbox.Workspace.Live;

/// <summary>Runs one window's Razor components and keeps their page as HTML.</summary>
sealed partial class LiveRenderer : Renderer
{
    readonly Lock gate = new();
    readonly List<(long Frame, TaskCompletionSource Shown)> waiting = [];
    readonly SemaphoreSlim dirty = new(0, 1);
    readonly ILogger log;
    PartMemory parts = new();
    int root;
    long frame;

    public LiveRenderer(IServiceProvider services, ILoggerFactory logs) : base(services, logs) =>
        log = logs.CreateLogger<LiveRenderer>();

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    /// <summary>The reference of a mistake that the person should hear about.</summary>
    public event Action<string>? Broken;

    public Task Start<TComponent>(ParameterView parameters) where TComponent : IComponent => Dispatcher.InvokeAsync(() =>
    {
        root = AssignRootComponentId(InstantiateComponent(typeof(TComponent)));
        return RenderRootComponentAsync(root, parameters);
    });

    public Task Give(ParameterView parameters) => Dispatcher.InvokeAsync(() => RenderRootComponentAsync(root, parameters));

    /// <summary>Waits until something changed, then gives the page; parts the browser already has are left out.</summary>
    public async Task<Frame> Next(CancellationToken cancel)
    {
        await dirty.WaitAsync(cancel);
        return await Dispatcher.InvokeAsync(() =>
        {
            parts = parts.Next();
            var html = new Markup(GetCurrentRenderTreeFrames, parts).Of(root);
            lock (gate) return new Frame(++frame, html);
        });
    }

    /// <summary>The browser lost something: the next frame is whole.</summary>
    public Task Resync() => Dispatcher.InvokeAsync(() =>
    {
        parts = new();
        MarkDirty();
    });

    /// <summary>The browser shows this frame: handlers that only older pages had may go.</summary>
    public void Shown(long number)
    {
        List<TaskCompletionSource> done;
        lock (gate)
        {
            done = [.. waiting.Where(each => each.Frame <= number).Select(each => each.Shown)];
            waiting.RemoveAll(each => each.Frame <= number);
        }

        foreach (var shown in done) shown.TrySetResult();
    }

    public Task Handle(LiveEvent happened) => Dispatcher.InvokeAsync(async () =>
    {
        try
        {
            await DispatchEventAsync(happened.Handler, null, happened.ToArgs());
        }
        catch (ArgumentException)
        {
            // A second click on something that the first one removed.
            LogStale(happened.Type);
        }
    });

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
    {
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) waiting.Add((frame + 1, shown));
        MarkDirty();
        return shown.Task;
    }

    protected override void HandleException(Exception exception)
    {
        var reference = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N")[^8..];
        LogBroken(exception, reference);
        Broken?.Invoke(reference);
    }

    protected override void Dispose(bool disposing)
    {
        Shown(long.MaxValue);
        base.Dispose(disposing);
    }

    void MarkDirty()
    {
        lock (gate)
        {
            if (dirty.CurrentCount == 0) dirty.Release();
        }
    }

    [LoggerMessage(LogLevel.Debug, "A {Type} came for an element that is gone")]
    partial void LogStale(string type);

    [LoggerMessage(LogLevel.Error, "The workspace page failed, reference {Reference}")]
    partial void LogBroken(Exception exception, string reference);
}

/// <summary>One state of the page on its way to the browser.</summary>
sealed record Frame(long Number, string Html);
