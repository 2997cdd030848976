package dev.kagzi.chaos.bug;

import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** A small change to a compiled class. */
sealed interface Mutation {

    /** Puts another text in place of a part of a string constant, SQL as a rule. */
    record ReplaceText(String text, String replacement) implements Mutation {}

    /** Makes a method return at once: nothing, {@code value}, no time at all, or null. */
    record ReturnAtOnce(String method, int value) implements Mutation {}

    /** Takes every call of a method that returns nothing, or what it is called on, out of another method. */
    record DropCall(String inMethod, String called) implements Mutation {}

    /** Turns the answer of every call of a method, a boolean or an int, into a fixed one. */
    record FixAnswer(String inMethod, String called, int answer) implements Mutation {}

    /**
     * Applies it.
     *
     * @throws IllegalStateException when there is nothing in the class it could change
     */
    default byte[] apply(byte[] compiled) {
        ClassReader reader = new ClassReader(compiled);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        AtomicInteger changes = new AtomicInteger();
        reader.accept(new Rewriter(writer, this, changes), 0);
        if (changes.get() == 0) {
            throw new IllegalStateException(this + " changes nothing in " + reader.getClassName());
        }
        return writer.toByteArray();
    }

    /** Walks through a class and changes what the mutation names. */
    final class Rewriter extends ClassVisitor {

        private final Mutation mutation;
        private final AtomicInteger changes;

        private Rewriter(ClassVisitor next, Mutation mutation, AtomicInteger changes) {
            super(Opcodes.ASM9, next);
            this.mutation = mutation;
            this.changes = changes;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (mutation instanceof ReturnAtOnce at && at.method().equals(name)) {
                changes.incrementAndGet();
                return new ReturningAtOnce(next, Type.getReturnType(descriptor), at.value());
            }
            return new Calls(next, name, mutation, changes);
        }
    }

    /** Lets nothing of a method through but a return. */
    final class ReturningAtOnce extends MethodVisitor {

        private static final String DURATION = "java/time/Duration";

        private final MethodVisitor real;
        private final Type type;
        private final int value;

        private ReturningAtOnce(MethodVisitor real, Type type, int value) {
            super(Opcodes.ASM9);
            this.real = real;
            this.type = type;
            this.value = value;
        }

        @Override
        public void visitCode() {
            real.visitCode();
            switch (type.getSort()) {
                case Type.VOID -> real.visitInsn(Opcodes.RETURN);
                case Type.OBJECT, Type.ARRAY -> {
                    if (type.getInternalName().equals(DURATION)) {
                        real.visitFieldInsn(Opcodes.GETSTATIC, DURATION, "ZERO", type.getDescriptor());
                    } else {
                        real.visitInsn(Opcodes.ACONST_NULL);
                    }
                    real.visitInsn(Opcodes.ARETURN);
                }
                case Type.LONG -> {
                    real.visitLdcInsn((long) value);
                    real.visitInsn(Opcodes.LRETURN);
                }
                default -> {
                    real.visitLdcInsn(value);
                    real.visitInsn(Opcodes.IRETURN);
                }
            }
            real.visitMaxs(0, 0);
            real.visitEnd();
        }
    }

    /** Changes constants and calls within a method. */
    final class Calls extends MethodVisitor {

        private final String method;
        private final Mutation mutation;
        private final AtomicInteger changes;

        private Calls(MethodVisitor next, String method, Mutation mutation, AtomicInteger changes) {
            super(Opcodes.ASM9, next);
            this.method = method;
            this.mutation = mutation;
            this.changes = changes;
        }

        @Override
        public void visitLdcInsn(Object value) {
            super.visitLdcInsn(value instanceof String text ? replaced(text) : value);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] changed = arguments.clone();
            for (int i = 0; i < changed.length; i++) {
                changed[i] = changed[i] instanceof String text ? replaced(text) : changed[i];
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, changed);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            boolean instance = opcode != Opcodes.INVOKESTATIC;
            if (mutation instanceof DropCall drop
                    && drop.inMethod().equals(method)
                    && drop.called().equals(name)) {
                changes.incrementAndGet();
                pop(descriptor, instance && Type.getReturnType(descriptor) == Type.VOID_TYPE);
                return;
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
            if (mutation instanceof FixAnswer fix
                    && fix.inMethod().equals(method)
                    && fix.called().equals(name)) {
                changes.incrementAndGet();
                super.visitInsn(Opcodes.POP);
                super.visitLdcInsn(fix.answer());
            }
        }

        private void pop(String descriptor, boolean andObject) {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            for (int i = arguments.length - 1; i >= 0; i--) {
                super.visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            if (andObject) {
                super.visitInsn(Opcodes.POP);
            }
        }

        private String replaced(String text) {
            if (mutation instanceof ReplaceText replace && text.contains(replace.text())) {
                changes.incrementAndGet();
                return text.replace(replace.text(), replace.replacement());
            }
            return text;
        }
    }
}
