// Command train fits the model by which `ownup trace` weighs what speaks for a commit. It ships nowhere;
// docs/accuracy.md says on what it was run.
//
//	train extract -repo CLONE [-except fixes.jsonl | -only fixes.jsonl] [-n 7000] -o samples.jsonl
//	train fit samples.jsonl …             > internal/trace/weights.go   (a file of each repository)
//	train check samples.jsonl …           figures with the weights that are built in
//	train passing [-except fixes.jsonl] CLONE …  the weights of what messages name in passing, and their figures
//
// A sample is a commit whose message names the commit that it repairs, with the numbers that the model sees of it. The
// message's naming is the label, and nothing else is taken from it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say extract, fit, check or passing")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	repo := flags.String("repo", "", "the clone to read")
	except := flags.String("except", "", "a corpus whose fixes are left out")
	only := flags.String("only", "", "a corpus whose fixes alone are taken, with its labels")
	n := flags.Int("n", 7000, "how many fixes to take, evenly over the history")
	out := flags.String("o", "samples.jsonl", "where to write the samples")
	l2 := flags.Float64("l2", 40, "how strongly weights are held near zero")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "extract":
		return extract(ctx, *repo, *except, *only, *n, *out)
	case "fit":
		samples, err := readSamples(flags.Args())
		if err != nil {
			return err
		}
		return writeWeights(os.Stdout, samples, *l2)
	case "check":
		samples, err := readSamples(flags.Args())
		if err != nil {
			return err
		}
		report(os.Stdout, samples)
		return nil
	case "passing":
		return passing(ctx, os.Stdout, flags.Args(), *except)
	}
	return fmt.Errorf("%q is none of extract, fit, check, passing", args[0])
}
